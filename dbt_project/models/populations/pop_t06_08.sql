-- 信用事件及时上报、归集、公开: all three inside their limits, of the events known whose last limit ran out in the month;
-- the three stages stand beside the line. To report and collect is owed from the day of knowledge, not of
-- confirmation; to publish only what is confirmed, for a rumour is not made public. Public is the first day
-- it was shown anywhere: what was taken down since was shown in time all the same.
with shown as (
    select reference_no as event_no, min(published_on) as published_on
    from {{ ref('cur_portal_publications') }}
    where content_kind = '信用事件'
    group by reference_no
),

timed as (
    select
        e.*,
        e.known_on + {{ parameter('T06-08', 'published_within_days') }} as due_on,
        coalesce(
            e.reported_on <= e.known_on + {{ parameter('T06-08', 'reported_within_days') }}, false
        ) as is_reported,
        coalesce(
            e.collected_on <= e.known_on + {{ parameter('T06-08', 'collected_within_days') }}, false
        ) as is_collected,
        coalesce(
            s.published_on <= e.known_on + {{ parameter('T06-08', 'published_within_days') }}, false
        ) as is_published
    from {{ ref('city_events') }} as e
    left join shown as s
        on e.event_no = s.event_no
),

judged as (
    select
        t.*,
        t.due_on <= p.as_of_date as is_due,
        case
            when t.due_on > p.as_of_date then 'not_due'
            when not t.is_reported then 'not_reported_in_time'
            when not t.is_collected then 'not_collected_in_time'
            when not t.is_confirmed then 'in_time_not_confirmed'
            when not t.is_published then 'not_published_in_time'
            else 'in_time'
        end as reason
    from timed as t
    cross join {{ ref('run_periods') }} as p
    where t.due_on >= p.month_start
)

{{ members(
    source='judged as j', unit='j.unit', record='j.record_id', lineage='j', denominator='j.is_due',
    numerator="j.reason in ('in_time', 'in_time_not_confirmed')", reason='j.reason'
) }}
{%- for stage in ['reported', 'collected', 'published'] %}
union all
{{ members(
    source='judged as j', unit='j.unit', part="'" ~ stage ~ "'", main='false', record='j.record_id', lineage='j',
    numerator='j.is_' ~ stage,
    reason="case when j.is_" ~ stage ~ " then '" ~ stage ~ "' else 'not_" ~ stage ~ "_in_time' end",
    where='j.is_due' ~ (' and j.is_confirmed' if stage == 'published' else '')
) }}
{%- endfor %}
