-- 市场主体 in operation on the as-of date: companies, sole traders and cooperatives, each once. Numerator and
-- denominator of a line take the same day's.
select
    s.subject_id, s.uscc, substr(s.uscc, 9, 9) as org_code, s.name, s.district, s.department,
    s.library,
    translate(s.enterprise_type, '（）', '()') as enterprise_type,
    -- sole traders and cooperatives have a code of their own kind, whatever the type column says
    coalesce(substr(s.uscc, 1, 2), '') not in ('92', '93') as is_enterprise,
    s.feed_id, s.batch_id, s.source_sheet, s.source_row
from {{ ref('subjects') }} as s
where s.register = 'enterprise_registration' and s.is_in_operation and s.valid_to is null
