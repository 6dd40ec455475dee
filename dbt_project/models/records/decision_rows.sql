-- Permits and penalties in one shape, accepted and held rows; what they share is what the seven-day rule
-- needs. A row keeps the subject it was found to be about: that changes with the registers only, and then
-- everything is built anew.
with told as (
    {%- for kind in ['permit', 'penalty'] %}
    {%- set standard = 'administrative_' ~ kind %}
    {%- set is_last_kind = loop.last %}
    {%- for is_held in [false, true] %}
    select
        '{{ kind }}' as kind,
        '{{ standard }}' as standard,
        s.feed_id, s.batch_id, s.source_sheet, s.source_row, s.received_at, s.received_on, s.row_state,
        not {{ is_held }} as is_accepted,
        md5('{{ kind }}|' || s.record_key) as record_id,
        md5('{{ kind }}|' || s.earlier_key) as earlier_id,
        s.is_deleted, s.is_withdrawn, s.is_disputed, s.is_undated, s.said_on, s.change_reason,
        s.decided_on, s.authority, s.authority_uscc, s.document_no,
        {{ document_key('s.document_no') }} as document_key,
        s.party_name, s.party_category = '自然人' as is_person,
        s.party_uscc, s.party_person_id as person_id, s.party_is_adult as is_adult,
        {%- if kind == 'penalty' %}
        s.procedure, s.penalty_types, s.fine, s.offence_type || s.basis as act,
        cast(null as date) as valid_until,
        {%- else %}
        cast(null as string) as procedure, cast(null as string) as penalty_types,
        cast(null as decimal(20, 4)) as fine, cast(null as string) as act, s.valid_until,
        {%- endif %}
        {{ 'cast(null as string)' if is_held else content_hash(standard) }} as content_hash
    from {{ ref('stg_' ~ standard ~ ('__held' if is_held else '')) }} as s
    {{ join_fresh('s') }}
    where s.row_state <> 'duplicate'
    {{ 'union all' if not (is_held and is_last_kind) }}
    {%- endfor %}
    {%- endfor %}
),

links as (
    select k.* from {{ ref('record_links') }} as k
    {{ join_fresh('k') }}
    where k.standard in ('administrative_permit', 'administrative_penalty')
)

select t.*, l.subject_id
from told as t
-- held rows have no link. Said as a condition of the join, it would compare every row with every link
left join links as l
    on
        t.feed_id = l.feed_id
        and t.batch_id = l.batch_id
        and t.source_sheet is not distinct from l.source_sheet
        and t.source_row = l.source_row
