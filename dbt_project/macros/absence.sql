{#
    Lines whose target is that nothing happened. Silence is not zero: a field (a unit) counts only where it spoke in
    the month, by a record or by a zero report declared in the month it is about or later; who is silent is shown,
    not counted, and leaves a count of nothing open. What did happen is a member of weight one, in the numerator. Who
    spoke and what happened are two parts of the line.
#}

{# What spoke first for each thing: a record before a zero report, which a record contradicts. #}
{% macro first_said(records, zero_reports, thing) -%}
    select *
    from (
        select
            {{ thing }}, 'reported' as said, record_id, feed_id, batch_id, source_sheet, source_row
        from {{ records }}
        union all
        select
            {{ thing }}, 'zero_reported' as said, record_id, feed_id, batch_id, source_sheet, source_row
        from {{ zero_reports }}
    ) as s
    qualify row_number() over (partition by {{ thing }} order by said asc, record_id asc) = 1
{%- endmacro %}

{#
    Confirmed serious events of the month in a domain, by the named fields of the line. Departments name fields
    differently: the seed item_fields says which of their names mean the item. ONE zero report is enough for a
    field, whoever declares it. An event of a field the line does not name, or not confirmed, is shown only.
#}
{% macro event_count(line, domain) -%}
with field_names as (
    select i.item, i.item as field
    from {{ items(line) }} as i
    union
    select f.item, f.field
    from {{ ref('item_fields') }} as f
    cross join {{ ref('run_periods') }} as p
    where f.indicator_id = '{{ line }}' and {{ in_force('f', 'p.as_of_date') }}
),

month_events as (
    select e.*, n.item
    from {{ ref('city_events') }} as e
    cross join {{ ref('run_periods') }} as p
    left join field_names as n
        on e.field = n.field
    where e.domain = '{{ domain }}' and e.occurred_on >= p.month_start and e.occurred_on <= p.as_of_date
),

declared as (
    select z.*, n.item
    from {{ ref('cur_zero_reports') }} as z
    cross join {{ ref('run_periods') }} as p
    inner join field_names as n
        on z.field = n.field
    where z.matter = '{{ line }}' and z.month = p.month_key and z.declared_on >= p.month_start
),

said as (
    {{ first_said('month_events', 'declared', 'item') }}
)

{{ members(
    source=items(line) ~ ' as i left join said as s on i.item = s.item',
    unit='i.unit', part="'field'", item='i.item', record='s.record_id', lineage='s',
    denominator='s.said is not null', numerator='false', reason="coalesce(s.said, 'silent')"
) }}
union all
{{ members(
    source='month_events as e', unit='e.unit', part="'event'", item='e.item', record='e.record_id', lineage='e',
    denominator='e.is_confirmed and e.item is not null', numerator='e.is_confirmed and e.item is not null',
    reason="case
        when not e.is_confirmed then 'not_confirmed'
        when e.item is null then 'field_not_named'
        else 'serious_event'
    end",
    where='e.is_serious'
) }}
{%- endmacro %}

{#
    Confirmed cases of the year in the evidence of the line, and the responsible units, each of which has to declare
    zero for the month or have shown a case.
#}
{% macro case_count(line) -%}
with cases as (
    select e.*, {{ unit_name('e.unit', 'n') }} as answering_unit
    from {{ ref('cur_evidence') }} as e
    cross join {{ ref('run_periods') }} as p
    {{ join_unit('e.unit', 'n') }}
    where e.indicator_id = '{{ line }}' and {{ stands('e', 'p', 'year', ['案例']) }}
),

declared as (
    select z.*, {{ unit_name('z.unit', 'n') }} as answering_unit
    from {{ ref('cur_zero_reports') }} as z
    cross join {{ ref('run_periods') }} as p
    {{ join_unit('z.unit', 'n') }}
    where z.matter = '{{ line }}' and z.month = p.month_key and z.declared_on >= p.month_start
),

said as (
    {{ first_said('cases', 'declared', 'answering_unit') }}
)

{{ members(
    source=items(line, ['unit']) ~ ' as i left join said as s on i.unit = s.answering_unit',
    unit='i.unit', part="'unit'", item='i.item', record='s.record_id', lineage='s',
    denominator='s.said is not null', numerator='false', reason="coalesce(s.said, 'silent')"
) }}
union all
{{ members(
    source='cases as c', unit='c.answering_unit', part="'case'", record='c.record_id', lineage='c', numerator='true',
    reason="'confirmed_case'"
) }}
{%- endmacro %}
