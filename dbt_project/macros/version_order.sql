{#
    The order of a record's versions, said once for every model that asks which row is the newer one. It rests on what
    is written in the rows alone, so batches landed in another order, or all again, give the same order.

    said_at: an expression for the moment a row speaks of, where its standard declares one (`Standard.changes`): a
    change that was received late is then still older than what happened after it. Without one a row speaks of the
    moment it was received. Two rows of one moment: the one received later, in one file the lower one.

    rows: alias of the rows. newest_first: the other direction.
#}
{% macro version_order(rows=none, newest_first=false, said_at=none) -%}
    {%- set of = rows ~ '.' if rows else '' -%}
    {%- set down = ' desc' if newest_first else '' -%}
    {%- set parts = [said_at ~ down] if said_at else [] -%}
    {%- for column in ['received_at', 'batch_id', 'feed_id'] -%}
        {%- do parts.append(of ~ column ~ down) -%}
    {%- endfor -%}
    {%- do parts.append(of ~ 'source_sheet' ~ (' desc nulls last' if newest_first else ' nulls first')) -%}
    {%- do parts.append(of ~ 'source_row' ~ down) -%}
    {{- parts | join(', ') -}}
{%- endmacro %}
