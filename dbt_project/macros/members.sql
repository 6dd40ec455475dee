{#
    The one shape of a population (law 7): the final select of every pop_ model. The line's number comes from
    the model's own name (pop_t05_06 → T05-06), so it cannot be mistyped.

    source: relation with alias, and its joins. unit, subject, record, numerator, reason …: SQL expressions on it.
    lineage: the alias (of `source`) whose feed, batch, sheet and row say where the member was read; none: it
    was read nowhere, because it is a named item nothing arrived for. delivery: the alias of a member that is a
    whole delivery, not a row.
    main: whether the member counts for the line itself; false with a `part`: a figure shown beside it.
    where: a condition on the members.
#}
{% macro members(
    source, unit, numerator, reason, denominator='true', district=none, part=none, item=none, main='true',
    subject=none, record=none, weight='1', lineage=none, delivery=none, where=none
) -%}
{%- set line = model.name | replace('pop_', '') | replace('_', '-') | upper -%}
select
    '{{ line }}' as indicator_id,
    {{ unit }} as unit,
    cast({{ district or 'null' }} as string) as district,
    cast({{ part or 'null' }} as string) as part,
    cast({{ item or 'null' }} as string) as item,
    {{ main }} as is_main,
    cast({{ subject or 'null' }} as string) as subject_id,
    cast({{ record or 'null' }} as string) as record_id,
    {{ denominator }} as in_denominator,
    {{ numerator }} as in_numerator,
    cast({{ weight }} as decimal(24, 4)) as weight,
    {{ reason }} as reason,
    cast({{ (lineage or delivery) ~ '.feed_id' if lineage or delivery else 'null' }} as string) as feed_id,
    cast({{ (lineage or delivery) ~ '.batch_id' if lineage or delivery else 'null' }} as string) as batch_id,
    cast({{ lineage ~ '.source_sheet' if lineage else 'null' }} as string) as source_sheet,
    cast({{ lineage ~ '.source_row' if lineage else 'null' }} as bigint) as source_row
from {{ source }}
{%- if where %}
where {{ where }}
{%- endif %}
{%- endmacro %}
