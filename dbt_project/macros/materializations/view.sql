{#
    A view in one statement. dbt's own materialization makes it under another name, renames twice, drops the old one
    and asks for its columns: ten round trips where DuckDB needs one. `begin_build` has dropped what is no view.
#}
{% materialization view, adapter='duckdb' %}
    {%- set relation = this.incorporate(type='view') -%}
    {{ run_hooks(pre_hooks) }}
    {% call statement('main') -%}
create or replace view {{ relation }} as (
{{ sql }}
);
{{ comments(relation) }}
    {%- endcall %}
    {{ run_hooks(post_hooks) }}
    {{ assert_grain(relation) }}
    {{ adapter.commit() }}
    {{ return({'relations': [relation]}) }}
{% endmaterialization %}
