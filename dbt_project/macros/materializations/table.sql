{#
    A table, replaced in one statement like the views. A model of the materialization `incremental` is replaced too,
    unless the build is a daily one (macros/daily.sql): then its rows are added, and with `unique_key` they take the
    place of those with the same key, which they may have been computed from.
#}
{% materialization table, adapter='duckdb' %}
    {{ return(replace_table()) }}
{% endmaterialization %}

{% materialization incremental, adapter='duckdb' %}
    {%- if not is_daily() -%}
        {{ return(replace_table()) }}
    {%- endif -%}
    {%- set relation = this.incorporate(type='table') -%}
    {{ run_hooks(pre_hooks) }}
    {%- set key = config.get('unique_key') -%}
    {% call statement('main') -%}
        {%- if key -%}
{%- set fresh = '"' ~ relation.identifier ~ '__new"' -%}
create or replace temporary table {{ fresh }} as (
{{ sql }}
);
delete from {{ relation }} where {{ key }} in (select n.{{ key }} from {{ fresh }} as n);
insert into {{ relation }} by name from {{ fresh }};
drop table {{ fresh }};
        {%- else -%}
insert into {{ relation }} by name (
{{ sql }}
);
        {%- endif -%}
    {%- endcall %}
    {{ run_hooks(post_hooks) }}
    {{ assert_grain(relation) }}
    {{ adapter.commit() }}
    {{ return({'relations': [relation]}) }}
{% endmaterialization %}

{% macro replace_table() -%}
    {%- set relation = this.incorporate(type='table') -%}
    {%- if config.get('contract').enforced -%}
        {%- do get_assert_columns_equivalent(sql) -%}
    {%- endif -%}
    {{ run_hooks(pre_hooks) }}
    {% call statement('main') -%}
        {%- if config.get('contract').enforced -%}
create or replace table {{ relation }} {{ get_table_columns_and_constraints() }};
insert into {{ relation }} by name (
{{ sql }}
);
        {%- else -%}
create or replace table {{ relation }} as (
{{ sql }}
);
        {%- endif %}
{{ comments(relation) }}
    {%- endcall %}
    {{ run_hooks(post_hooks) }}
    {{ assert_grain(relation) }}
    {{ adapter.commit() }}
    {{ return({'relations': [relation]}) }}
{%- endmacro %}
