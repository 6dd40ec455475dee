-- 信用修复培训覆盖面: organisations in operation on a black list now, trained when a roster of this year has
-- somebody of theirs. Rosters name them by code, by old number or by name with legal representative; each
-- counts once.
with trained as (
    select t.subject_id, max(t.held_on) as last_held_on
    from {{ ref('cur_repair_trainings') }} as t
    cross join {{ ref('run_periods') }} as p
    where t.subject_id is not null and t.held_on <= p.as_of_date
    group by t.subject_id
),

judged as (
    select
        b.*,
        case
            when not b.is_known then 'subject_unknown'
            when not b.is_in_operation then 'not_in_operation'
            when t.last_held_on >= p.year_start then 'trained'
            when t.last_held_on is not null then 'trained_before_this_year'
            else 'not_trained'
        end as reason
    from {{ ref('blacklisted_subjects') }} as b
    cross join {{ ref('run_periods') }} as p
    left join trained as t
        on b.subject_id = t.subject_id
    where b.is_listed
)

{{ members(
    source='judged as b',
    unit='b.unit', subject='b.subject_id', record='b.record_id', lineage='b',
    denominator='b.is_in_operation', numerator="b.reason = 'trained'", reason='b.reason'
) }}
