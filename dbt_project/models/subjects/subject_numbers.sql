-- Every number a subject is or ever was known by, and the one subject it means today. A number two subjects
-- have proves nothing: among several, the only one that still stands in its register has it, else nobody.
with keys as (
    select
        coalesce(c.new_key, v.subject_id) as subject_id, v.uscc, v.old_number, v.valid_to
    from {{ ref('subject_versions') }} as v
    left join {{ ref('subject_crosswalk') }} as c
        on v.register = c.register and v.feed_id = c.feed_id and v.subject_id = c.old_key
),

numbered as (
    select 'uscc' as kind, uscc as number, subject_id, valid_to from keys
    union all
    select 'org_code' as kind, substr(uscc, 9, 9) as number, subject_id, valid_to from keys
    union all
    select 'registration_no' as kind, old_number as number, subject_id, valid_to from keys
),

held as (
    select kind, number, subject_id, count(*) > count(valid_to) as is_current
    from numbered
    where number is not null
    group by kind, number, subject_id
)

select
    kind, number,
    coalesce(min(subject_id) filter (where is_current), min(subject_id)) as subject_id
from held
group by kind, number
having count_if(is_current) = 1 or (count_if(is_current) = 0 and count(*) = 1)
