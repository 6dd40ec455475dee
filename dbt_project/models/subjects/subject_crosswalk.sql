-- Keys under which one subject stood in a register one after the other, proved by the number it kept: who
-- stood with registration number R alone and later with a code beside the same R is one subject. Nothing is
-- overwritten: the versions keep their own keys, so a merge that proves wrong is undone by a row of
-- subject_splits, or by a register that says otherwise.
with keyed as (
    select
        register, feed_id, subject_id, min(old_number) as number,
        max(uscc) is not null as is_coded,
        min(valid_from) as first_day,
        case when count(*) = count(valid_to) then max(valid_to) end as last_day
    from {{ ref('subject_versions') }}
    group by register, feed_id, subject_id
    -- a key whose number itself changed proves nothing
    having count(distinct old_number) = 1
),

-- two keys in one delivery are two rows of the register, not one after the other
followed as (
    select
        *,
        lag(last_day) over numbers is null and lag(subject_id) over numbers is not null
        or lag(last_day) over numbers > first_day as is_overlapping
    from keyed
    window numbers as (partition by register, feed_id, number order by first_day, subject_id)
),

told as (
    select
        *,
        sum(case when is_overlapping then 1 else 0 end) over (
            partition by register, feed_id, number
        ) as overlapping,
        -- the newest code it got; a key without a code is never the last word
        max_by(subject_id, case when is_coded then first_day end) over (
            partition by register, feed_id, number
        ) as current_key
    from followed
)

select
    t.register, t.feed_id,
    t.subject_id as old_key, t.current_key as new_key, 'old_number' as matched_by, t.number as evidence,
    t.first_day as valid_from, t.last_day as valid_to
from told as t
cross join {{ ref('stg_run') }} as run
left join {{ ref('subject_splits') }} as s
    on
        t.subject_id = s.old_key
        and t.current_key = s.new_key
        and {{ in_force('s', 'run.as_of_date') }}
where t.overlapping = 0 and t.current_key is not null and t.subject_id <> t.current_key and s.old_key is null
