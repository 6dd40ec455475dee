-- Every subject of every register version, under the key it has today, and every person met is a subject, and
-- nothing else is.
with expected as (
    select coalesce(c.new_key, v.subject_id) as subject_id
    from {{ ref('subject_versions') }} as v
    left join {{ ref('subject_crosswalk') }} as c
        on v.register = c.register and v.feed_id = c.feed_id and v.subject_id = c.old_key
    union
    select 'per-' || person_id from {{ ref('record_parties') }} where person_id is not null
)

select e.subject_id, 'is no subject' as problem
from expected as e
left join {{ ref('subjects') }} as s on e.subject_id = s.subject_id
where s.subject_id is null
union all
select s.subject_id, 'comes from nowhere' as problem
from {{ ref('subjects') }} as s
left join expected as e on s.subject_id = e.subject_id
where e.subject_id is null
