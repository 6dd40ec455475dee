-- Who every accepted row of a record or list is about, in one shape whatever the standard calls its columns.
{%- for standard, party in parties().items() %}
select
    '{{ standard }}' as standard,
    feed_id, batch_id, source_sheet, source_row, received_at, received_on, row_state,
    {%- for code in ['name', 'uscc', 'org_code', 'registration_no', 'tax_no', 'legal_representative'] %}
    {{ party[code] if code in party else 'cast(null as string)' }} as {{ code }},
    {%- endfor %}
    {%- if 'person_if' in party %}
    case when {{ party.person_if }} then {{ party.person_id }} end as person_id
    {%- else %}
    {{ party.person_id or 'cast(null as string)' }} as person_id
    {%- endif %}
from {{ ref('stg_' ~ standard) }}
{{ 'union all' if not loop.last }}
{%- endfor %}
