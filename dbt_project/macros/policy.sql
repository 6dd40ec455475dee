{#
    A parameter of a line in force on the as-of date, as a scalar: no threshold stands in SQL (law 10).
    Zero or two rows in force make the build fail (tests/assert_parameters_are_in_force_once).
#}
{% macro parameter(indicator_id, name, type='integer') -%}
    (
        select cast(p.value as {{ type }})
        from {{ ref('indicator_parameters') }} as p
        cross join {{ ref('stg_run') }} as run
        where
            p.indicator_id = '{{ indicator_id }}'
            and p.parameter = '{{ name }}'
            and {{ in_force('p', 'run.as_of_date') }}
    )
{%- endmacro %}

{#
    The named items of a list line in force on the as-of date, each with the unit that answers for it (the line's
    lead unit where the seed names none). `groups`: only these groups of items.
#}
{% macro items(indicator_id, groups=none) -%}
    (
        select
            i.indicator_id, i.item_group, i.item, i.title, i.district, l.lead_unit,
            coalesce(i.unit, l.lead_unit) as unit
        from {{ ref('indicator_items') }} as i
        inner join {{ ref('indicator_leads') }} as l
            on i.indicator_id = l.indicator_id
        cross join {{ ref('stg_run') }} as run
        where
            i.indicator_id = '{{ indicator_id }}'
            and {{ in_force('i', 'run.as_of_date') }}
            {%- if groups %}
            and i.item_group in ('{{ groups | join("', '") }}')
            {%- endif %}
    )
{%- endmacro %}

{# The unit a name means on the as-of date: variants, misprints and former names by the seed, else the name. #}
{% macro unit_name(name, alias) -%}
    coalesce({{ alias }}.unit, {{ name }})
{%- endmacro %}

{# Joins a name to its unit: `left join … as alias on …`; use with unit_name(name, alias). #}
{% macro join_unit(name, alias) -%}
    left join {{ ref('unit_names_today') }} as {{ alias }}
        on {{ name }} = {{ alias }}.name
{%- endmacro %}

{# The unit that answers for the model's line as a whole: a figure that is counted once in the city. #}
{% macro lead_unit() -%}
    {%- set line = model.name | replace('pop_', '') | replace('_', '-') | upper -%}
    (select l.lead_unit from {{ ref('indicator_leads') }} as l where l.indicator_id = '{{ line }}')
{%- endmacro %}
