-- 穿透: the natural persons behind an organisation's dishonesty record as of the act: who held the
-- principal's office that day, and who the decision names as directly responsible, by number or, by name
-- alone, if one officer of that day in that organisation has the name. Hashes of persons: restricted, in no
-- published file.
with officers as (
    select distinct subject_id, role, person_id, person_name, held_from, held_until
    from {{ ref('cur_enterprise_officers') }}
    where subject_id is not null
),

in_office as (
    select r.record_id, r.interval_no, o.role, o.person_id, o.person_name, o.held_from, o.held_until
    from {{ ref('dishonesty_records') }} as r
    inner join officers as o
        on
            r.subject_id = o.subject_id
            and r.acted_on >= o.held_from
            and (o.held_until is null or r.acted_on < o.held_until)
),

named as (
    select
        r.record_id, r.interval_no, min(o.person_id) as person_id, min(o.held_from) as held_from,
        max(o.held_until) as held_until
    from {{ ref('dishonesty_records') }} as r
    inner join in_office as o
        on
            r.record_id = o.record_id
            and r.interval_no = o.interval_no
            and r.direct_person_name = o.person_name
    where r.direct_person_id is null
    group by r.record_id, r.interval_no
    having count(distinct o.person_id) = 1
)

select
    record_id, interval_no, 'principal' as link, role, person_id, 'role_on_the_day' as linked_by, held_from,
    held_until
from in_office
where role in ('法定代表人', '主要负责人')
union all
select
    record_id, interval_no, 'direct' as link, '直接责任人' as role, direct_person_id as person_id,
    'number' as linked_by, cast(null as date) as held_from, cast(null as date) as held_until
from {{ ref('dishonesty_records') }}
where direct_person_id is not null
union all
select
    record_id, interval_no, 'direct' as link, '直接责任人' as role, person_id, 'name_in_unit' as linked_by,
    held_from, held_until
from named
