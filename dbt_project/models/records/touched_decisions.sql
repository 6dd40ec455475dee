-- Decisions that the new rows may change, under every number they were ever reported with: those the rows
-- are about, and held ones for whose document a row now stands, or stands no more. Empty in a full build.
{%- set component -%}
    select coalesce(n.root_id, s.record_id) as root_id
    from SEEDS as s
    left join {{ ref('decision_renames') }} as n
        on s.record_id = n.record_id
{%- endset %}
{%- set members -%}
    select root_id as record_id from ROOTS
    union
    select n.record_id from {{ ref('decision_renames') }} as n
    where n.root_id in (select r.root_id from ROOTS as r)
{%- endset %}
with told as (
    select r.record_id from {{ ref('decision_rows') }} as r
    {{ join_fresh('r') }}
    where {{ 'true' if is_daily() else 'false' }}
),

told_roots as (
    {{ component | replace('SEEDS', 'told') }}
),

told_members as (
    {{ members | replace('ROOTS', 'told_roots') }}
),

standing as (
    select kind, authority_uscc, document_no, party_name
    from {{ ref('decision_rows') }}
    where is_accepted and record_id in (select m.record_id from told_members as m)
),

touched as (
    select record_id from told_members
    union
    select h.record_id
    from {{ ref('decision_rows') }} as h
    inner join standing as s
        on
            h.kind = s.kind
            and h.authority_uscc = s.authority_uscc
            and h.document_no = s.document_no
            and h.party_name = s.party_name
    where not h.is_accepted
),

roots as (
    {{ component | replace('SEEDS', 'touched') }}
)

select record_id from touched
union
{{ members | replace('ROOTS', 'roots') }}
