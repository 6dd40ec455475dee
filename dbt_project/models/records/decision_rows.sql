-- Permits and penalties in one shape, accepted and held rows; what they share is what the seven-day rule
-- needs.
{%- for kind in ['permit', 'penalty'] %}
{%- set standard = 'administrative_' ~ kind %}
{%- set is_last_kind = loop.last %}
{%- for is_held in [false, true] %}
select
    '{{ kind }}' as kind,
    '{{ standard }}' as standard,
    feed_id, batch_id, source_sheet, source_row, received_at, received_on, row_state,
    not {{ is_held }} as is_accepted,
    md5('{{ kind }}|' || record_key) as record_id,
    md5('{{ kind }}|' || earlier_key) as earlier_id,
    is_deleted, is_withdrawn, is_disputed, is_undated, said_on, change_reason,
    decided_on, authority, authority_uscc, document_no, party_name,
    {{ 'procedure' if kind == 'penalty' else 'cast(null as string) as procedure' }},
    {{ 'cast(null as string)' if is_held else content_hash(standard) }} as content_hash
from {{ ref('stg_' ~ standard ~ ('__held' if is_held else '')) }}
where row_state <> 'duplicate'
{{ 'union all' if not (is_held and is_last_kind) }}
{%- endfor %}
{%- endfor %}
