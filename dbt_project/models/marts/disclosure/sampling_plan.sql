-- How many decisions of a unit's month can be drawn by their place in the unit's own register, kept on paper
-- or not: the largest number anybody gives. How many to draw, with which seed and to prove what, is dated
-- policy.
select
    r.unit, r.month, r.kind,
    greatest(coalesce(r.produced, 0), coalesce(r.stated_produced, 0), r.reported) as population,
    cast({{ audit_rule('sampling_seed') }} as bigint) as sampling_seed,
    cast({{ audit_rule('sample_size') }} as bigint) as sample_size,
    {{ audit_rule('wanted_bound') }} as wanted_bound,
    {{ audit_rule('confidence') }} as confidence,
    r.as_of_date
from {{ ref('disclosure_reconciliation') }} as r
where r.unit <> '' and r.month <> '' and r.month <= substr(cast(r.as_of_date as string), 1, 7)
