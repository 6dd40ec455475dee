{#
    The one shape of everything a scorecard item is computed from, one row a judged thing: in the denominator it
    was due, in the numerator it was done, and what is in the one and not in the other costs points.

    source: relation with alias, and its joins. lineage: alias whose feed, batch, sheet and row say where it was
    read; delivery: alias of a thing that is a whole delivery or period of a feed. record: the record's id;
    reference: what a department would call it (document number, feed and period). outage: the day was moved by a
    day on which the platform was down.
#}
{% macro score_things(
    source, item, unit, month, numerator, reason, denominator='true', record=none, reference=none, weight='1',
    lineage=none, delivery=none, detail=none, outage='false', where=none
) -%}
select
    {{ unit }} as unit,
    {{ month }} as month,
    {{ item if item[0] != "'" and '.' in item else "'" ~ item ~ "'" }} as item,
    cast({{ record or 'null' }} as string) as record_id,
    cast({{ reference or 'null' }} as string) as reference,
    {{ denominator }} as in_denominator,
    {{ numerator }} as in_numerator,
    cast({{ weight }} as decimal(18, 4)) as weight,
    {{ reason }} as reason,
    cast({{ detail or 'null' }} as string) as detail,
    {{ outage }} as is_outage,
    cast({{ (lineage or delivery) ~ '.feed_id' if lineage or delivery else 'null' }} as string) as feed_id,
    cast({{ (lineage or delivery) ~ '.batch_id' if lineage or delivery else 'null' }} as string) as batch_id,
    cast({{ lineage ~ '.source_sheet' if lineage else 'null' }} as string) as source_sheet,
    cast({{ lineage ~ '.source_row' if lineage else 'null' }} as bigint) as source_row
from {{ source }}
{%- if where %}
where {{ where }}
{%- endif %}
{%- endmacro %}

{# A parameter of the rubric in force on a day, as a scalar. #}
{% macro rubric_parameter(name, day, type='integer') -%}
    (
        select cast(p.value as {{ type }})
        from {{ ref('rubric_parameters') }} as p
        where p.parameter = '{{ name }}' and {{ in_force('p', day) }}
    )
{%- endmacro %}
