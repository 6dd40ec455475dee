-- Who every accepted row of a record or list is about, in one shape whatever the standard calls its columns.
{%- for standard, party in parties().items() %}
{%- set is_person = 'coalesce(' ~ party.person_if ~ ', false)' if 'person_if' in party else 'false' %}
select
    '{{ standard }}' as standard,
    feed_id, batch_id, source_sheet, source_row, received_at, received_on, row_state,
    {%- for code in ['name', 'uscc', 'org_code', 'registration_no', 'tax_no'] %}
    {{ party[code] if code in party else 'cast(null as string)' }} as {{ code }},
    {%- endfor %}
    {%- if 'second_attribute' in party %}
    -- a person is never looked for among the registers' names
    case when not {{ is_person }} then '{{ party.second_kind }}' end as second_kind,
    case when not {{ is_person }} then {{ party.second_attribute }} end as second_attribute,
    {%- else %}
    cast(null as string) as second_kind,
    cast(null as string) as second_attribute,
    {%- endif %}
    {%- if 'person_if' in party %}
    case when {{ party.person_if }} then {{ party.person_id }} end as person_id
    {%- else %}
    {{ party.person_id or 'cast(null as string)' }} as person_id
    {%- endif %}
from {{ ref('stg_' ~ standard) }}
{{ 'union all' if not loop.last }}
{%- endfor %}
