-- 法人企业 in operation: the one population of every line that is divided by it. A type nobody has classified
-- may be one, so it is kept with an open answer: the lines show it and do not count it.
select
    s.subject_id, s.uscc, s.org_code, s.name, s.district, s.department, t.is_legal_person,
    s.feed_id, s.batch_id, s.source_sheet, s.source_row
from {{ ref('market_subjects') }} as s
left join {{ ref('enterprise_types') }} as t
    on s.enterprise_type = t.name
where s.library = 'ent' and s.is_enterprise and coalesce(t.is_legal_person, true)
