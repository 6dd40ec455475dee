-- The lead unit of every line, as the unit it is today.
select
    l.indicator_id, l.lead_unit as lead_unit_in_table,
    {{ unit_name('l.lead_unit', 'n') }} as lead_unit
from {{ ref('indicator_lines') }} as l
{{ join_unit('l.lead_unit', 'n') }}
