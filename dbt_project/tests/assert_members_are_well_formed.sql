-- The numerator is part of the denominator; who counts is a subject we know, what counts a record we know.
select m.indicator_id, m.unit, m.subject_id, m.record_id, m.reason
from {{ ref('indicator_members') }} as m
left join {{ ref('subjects') }} as s
    on m.subject_id = s.subject_id
left join {{ ref('disclosure_clock') }} as c
    on m.record_id = c.record_id
where
    (m.in_numerator and not m.in_denominator)
    or m.weight < 0
    or (m.subject_id is not null and s.subject_id is null)
    or (m.record_id is not null and c.record_id is null)
