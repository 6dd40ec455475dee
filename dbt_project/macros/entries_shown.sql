{# What was put up of red and black lists, on the department's own site or on 信用盘锦, with unit and colour meant. #}
{% macro entries_put_up() -%}
    select
        p.*,
        {{ unit_name('p.unit', 'n') }} as answering_unit,
        case p.content_kind when '红名单' then '红' else '黑' end as colour
    from {{ ref('cur_portal_publications') }} as p
    {{ join_unit('p.unit', 'n') }}
    where p.channel in ('部门网站', '信用盘锦') and p.content_kind in ('红名单', '黑名单')
{%- endmacro %}

{#
    Where entries are shown: record_id, is_on_site, is_on_portal; one shown nowhere has no row. A publication names
    the entry by its document, or by its own number where there is no document.
    entries: a relation with record_id, answering_unit, colour, removed_on, basis_document, entry_no.
    shown: a relation of `entries_put_up`.
#}
{% macro entries_seen(entries, shown) -%}
    select
        k.record_id,
        bool_or(s.channel = '部门网站') as is_on_site,
        bool_or(s.channel = '信用盘锦') as is_on_portal
    from (
        select record_id, answering_unit, colour, removed_on, {{ document_key('basis_document') }} as reference
        from {{ entries }}
        union
        select record_id, answering_unit, colour, removed_on, {{ document_key('entry_no') }} as reference
        from {{ entries }}
    ) as k
    inner join {{ shown }} as s
        on
            k.answering_unit = s.answering_unit
            and k.colour = s.colour
            and k.reference = {{ document_key('s.reference_no') }}
    -- taken down while the entry stands is not shown
    where s.withdrawn_on is null or s.withdrawn_on >= k.removed_on
    group by k.record_id
{%- endmacro %}
