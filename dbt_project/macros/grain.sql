{#
    The grain of a model is its test `grain_of_<model>`. A node of dbt's costs more than the question, and there are
    three hundred: a build that leaves these tests out (every refresh does) has each model ask its own when it is
    made. A broken grain fails the model, so nothing after it is built and nothing is published.
#}

{# Rows that agree in all of `columns`; for `fresh` and `keys` see tests/generic/test_unique_rows.sql. #}
{% macro broken_grain(rows, columns, fresh=false, keys=none) -%}
select {{ columns | join(', ') }}, count(*) as copies
from (
    select m.* from {{ rows }} as m
    {{ join_fresh('m') if fresh }}
    where {{ touched('m.' ~ columns[0], keys) if keys else 'true' }}
) as asked
group by {{ columns | join(', ') }}
having count(*) > 1
{%- endmacro %}

{#
    What of a relation is asked: like the test, in a daily build only what it took in. A model finds no `ref` to what
    it is not made of, and may be made before it: then all its rows are asked.
#}
{% macro _asked(relation, asked, column) -%}
    {%- set narrowed_by = 'fresh_batches' if asked.get('fresh') else asked.get('keys') -%}
    {%- set upstream = [] -%}
    {%- for parent in model.depends_on.get('nodes', []) if parent in graph.nodes -%}
        {%- do upstream.extend([parent] + graph.nodes[parent].depends_on.get('nodes', [])) -%}
    {%- endfor -%}
    {%- if not is_daily() or 'model.' ~ project_name ~ '.' ~ narrowed_by not in upstream -%}
    {{ relation }}
    {%- elif asked.get('fresh') -%}
    (select m.* from {{ relation }} as m inner join {{ _built(narrowed_by) }} as fresh
        on m.feed_id = fresh.feed_id and m.batch_id = fresh.batch_id and m.received_on = fresh.received_on)
    {%- else -%}
    (select m.* from {{ relation }} as m where m.{{ column }} in (select t.{{ column }} from {{ _built(narrowed_by) }} as t))
    {%- endif -%}
{%- endmacro %}

{# Last step of every materialization. #}
{% macro assert_grain(relation) -%}
    {%- set named = 'test.' ~ project_name ~ '.grain_of_' ~ model.name ~ '.' -%}
    {%- for id in graph.nodes if id.startswith(named) and id not in selected_resources -%}
        {%- set asked = graph.nodes[id].test_metadata.kwargs -%}
        {%- set columns = [] -%}
        {%- for column in asked.get('columns') or [asked.column_name] -%}
            {%- do columns.append(render(column)) -%}
        {%- endfor -%}
        {%- set broken = broken_grain(_asked(relation, asked, columns[0]), columns) -%}
        {%- set found = run_query('select count(*) from (' ~ broken ~ ')').columns[0].values()[0] -%}
        {%- if found -%}
            {%- do exceptions.raise_compiler_error('grain_of_' ~ model.name ~ ': ' ~ found ~ ' 个键有多行 / keys with several rows (' ~ columns | join(', ') ~ ')') -%}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro %}
