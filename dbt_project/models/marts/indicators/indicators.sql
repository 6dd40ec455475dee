select
    l.indicator_id, l.task, l.indicator, l.standard, l.kind, l.measure, l.measure_zh, l.target_operator,
    -- a target that is a day or a sentence stays readable as text and compares with nothing
    try_cast(l.target_value as decimal(12, 6)) as target_value,
    l.target_value as target_text,
    l.unit as value_unit, l.target_basis, l.direction, l.period, l.feeds, l.lead_unit,
    l.lead_inferred = 1 as is_lead_inferred,
    l.responsible_units,
    l.indicator_id in ('{{ populations() | join("', '") }}') as is_computed,
    -- evidence comes first in the kind: a person decides, nothing is compared
    substr(l.kind, 1, 1) = 'E' as is_evidence,
    -- a day before the scheme has its 69 lines, and no rule by which to count them
    f.formula,
    coalesce(f.may_exceed_one, false) as may_exceed_one,
    coalesce(f.silence_is_unknown, false) as silence_is_unknown,
    run.as_of_date
from {{ ref('indicator_lines') }} as l
cross join {{ ref('stg_run') }} as run
left join {{ ref('indicator_formulas') }} as f
    on l.indicator_id = f.indicator_id and {{ in_force('f', 'run.as_of_date') }}
