{#
    The order of a record's versions, said once for every model that asks which row is the newer one. It rests on what
    is written in the rows alone, so batches landed in another order, or all again, give the same order.

    said_on: an expression for the day a row speaks of, where its standard declares one (`Standard.changes`): a
    change that was received late is then still older than what happened after it. Without one a row speaks of the
    moment it was received. Two rows of one day: the one received later, in one file the lower one.

    rows: alias of the rows. newest_first: the other direction.
#}
{% macro version_order(rows=none, newest_first=false, said_on=none) -%}
    {%- set of = rows ~ '.' if rows else '' -%}
    {%- set down = ' desc' if newest_first else '' -%}
    {%- set parts = [said_on ~ down] if said_on else [] -%}
    {%- for column in ['received_at', 'batch_id', 'feed_id'] -%}
        {%- do parts.append(of ~ column ~ down) -%}
    {%- endfor -%}
    {%- do parts.append(of ~ 'source_sheet' ~ (' desc nulls last' if newest_first else ' nulls first')) -%}
    {%- do parts.append(of ~ 'source_row' ~ down) -%}
    {{- parts | join(', ') -}}
{%- endmacro %}

{#
    The place of a version among those of its record, for rows numbered as `place` in `version_order`. A row that takes
    a record back before anything of it is known, when the row that follows does not say its day, can only mean that
    row, late on its way: it is placed behind it. Departments send the withdrawal and the list it belongs to by two
    doors.
#}
{% macro version_place(rows, record) -%}
    {%- set first -%}
        min(case when not {{ rows }}.is_withdrawn then {{ rows }}.place end) over (partition by {{ record }})
    {%- endset -%}
    {%- set first_undated -%}
        min(case when not {{ rows }}.is_withdrawn and {{ rows }}.is_undated then {{ rows }}.place end)
        over (partition by {{ record }})
    {%- endset -%}
    case
        when {{ rows }}.is_withdrawn and {{ rows }}.place < {{ first }} and {{ first }} = {{ first_undated }}
            then 2 * {{ first }} + 1
        else 2 * {{ rows }}.place
    end
{%- endmacro %}
