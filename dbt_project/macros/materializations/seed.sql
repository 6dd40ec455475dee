{#
    A seed, read by DuckDB from its file. dbt's own materialization reads it with Python first, to guess the types
    that `column_types` names here for every column. A daily build has the seeds of the build before it.
#}
{% materialization seed, adapter='duckdb' %}
    {%- set relation = this.incorporate(type='table') -%}
    {%- do store_result('agate_table', response='OK') -%}
    {%- if is_daily() -%}
        {% call noop_statement('main', 'kept') %}{% endcall %}
    {%- else -%}
        {%- set types = [] -%}
        {%- for name, type in config.get('column_types').items() -%}
            {%- do types.append("'" ~ name ~ "': '" ~ type ~ "'") -%}
        {%- endfor %}
        {% call statement('main') -%}
create or replace table {{ relation }} as
select * from read_csv('{{ adapter.get_seed_file_path(model) }}', header = true, delim = ',', quote = '"', escape = '"', types = { {{- types | join(', ') -}} });
{{ comments(relation) }}
        {%- endcall %}
        {{ assert_grain(relation) }}
        {{ adapter.commit() }}
    {%- endif %}
    {{ return({'relations': [relation]}) }}
{% endmaterialization %}
