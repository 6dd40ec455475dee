-- 重大失信事件及时治理和反馈: confirmed major events whose limit ran out in the month, so that what was never treated
-- counts as well as what came late. One whose limit still runs is shown, not counted.
with timed as (
    select e.*, e.known_on + {{ parameter('T06-07', 'treated_and_fed_back_within_days') }} as due_on
    from {{ ref('city_events') }} as e
    where e.is_major and e.is_confirmed
)

{{ members(
    source='timed as e cross join ' ~ ref('run_periods') ~ ' as p',
    unit='e.unit', record='e.record_id', lineage='e',
    denominator='e.due_on <= p.as_of_date',
    numerator='coalesce(
        e.due_on <= p.as_of_date and e.treated_on <= e.due_on and e.feedback_on <= e.due_on, false
    )',
    reason="case
        when e.due_on > p.as_of_date then 'not_due'
        when e.treated_on is null then 'not_treated'
        when e.feedback_on is null then 'no_feedback'
        when e.treated_on > e.due_on or e.feedback_on > e.due_on then 'late'
        else 'in_time'
    end",
    where='e.due_on >= p.month_start'
) }}
union all
{{ members(
    source='timed as e cross join ' ~ ref('run_periods') ~ ' as p',
    unit='e.unit', part="'days_to_feedback'", main='false', record='e.record_id', lineage='e',
    weight='e.feedback_on - e.known_on', numerator='true', reason="'fed_back'",
    where='e.due_on >= p.month_start and e.due_on <= p.as_of_date and e.feedback_on >= e.known_on
        and e.feedback_on <= p.as_of_date'
) }}
