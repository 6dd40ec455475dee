-- 共享查询: what may be known and used about an organisation or sole trader on the as-of date, one row a state,
-- by its credit code, with the last day it holds. What was repaired, revoked or has run out is not here, and
-- neither is any natural person. The extract for service halls is made of it, and whoever rates a subject
-- reads it.
select
    coalesce(b.uscc, p.party_uscc) as uscc, p.content, c.title, p.class, p.unit, p.reference, p.record_key,
    p.starts_on as since, p.shown_until as valid_until, p.as_of_date
from {{ ref('on_portal') }} as p
inner join {{ ref('portal_contents') }} as c
    on p.content = c.content and {{ in_force('c', 'p.as_of_date') }}
left join {{ ref('subjects') }} as b
    on p.subject_id = b.subject_id
where not p.is_person and coalesce(b.uscc, p.party_uscc) is not null
