{# Versions of permits or penalties for `portal_versions`. #}
{% macro portal_decisions(kind) -%}
    {%- set is_penalty = kind == 'penalty' -%}
    select
        '{{ kind }}' as content, v.record_id, v.version_no, v.version_no = 1 and v.is_newest as is_only,
        v.known_from, v.known_to, cast(v.version_no as string) as said,
        case when v.is_deleted then 'deleted' when v.is_withdrawn then 'revoked' end as withdrawal,
        v.is_disputed, v.authority as unit, v.document_no as reference, v.party_name, v.party_uscc, v.is_person,
        v.person_id, v.is_adult, v.subject_id, v.decided_on as starts_on, v.valid_until as own_until,
        'own_end' as own_because, v.penalty_types, v.procedure, v.fine, v.act,
        v.feed_id, v.batch_id, v.source_sheet, v.source_row, v.received_on
    from {{ ref('decision_versions') }} as v
    where v.kind = '{{ kind }}'
{%- endmacro %}

{#
    Versions of the records of a standard for `portal_versions`. content, unit, reference, starts_on, own_until,
    because: expressions over the standard's row (alias s). named: whether it names a party (true), and whether that
    may be a natural person ('persons'). only: which rows the portal may show.
#}
{% macro portal_told(standard, content, unit, reference, starts_on, own_until, because="'own_end'", named=true, only='true') -%}
    select
        {{ content }} as content, v.record_id, v.version_no, v.version_no = 1 and v.is_newest as is_only,
        v.known_from, v.known_to, v.said,
        null as withdrawal, false as is_disputed, {{ unit }} as unit, {{ reference }} as reference,
        {{ 's.party_name, s.party_uscc' if named else 'null, null' }},
        {{ "s.party_category = '自然人', s.party_person_id, s.party_is_adult" if named == 'persons' else 'false, null, null' }},
        l.subject_id, {{ starts_on }} as starts_on, {{ own_until }} as own_until, {{ because }} as own_because,
        null, null, null, null,
        v.feed_id, v.batch_id, v.source_sheet, v.source_row, s.received_on
    from {{ ref('told_versions') }} as v
    inner join {{ ref('stg_' ~ standard) }} as s
        on {{ same_place('v', 's') }}
    left join {{ ref('record_links') }} as l
        on {{ same_place('v', 'l') }}
        and l.standard = '{{ standard }}'
    where v.standard = '{{ standard }}' and {{ only }}
{%- endmacro %}
