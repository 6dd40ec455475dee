{#
    The Parquet files of landing as a relation, and the lineage to the source they belong to.

    standard: a table of source `landing`. file: 'accepted', 'held' or 'questions' of each batch of a
    standard; none for a table of the index (batches, feeds, run).
    Where landing lies is asked when a statement is run: what dbt parsed holds for every data root.
    Each standard has an empty batch `_none/_none`, so the pattern always matches a file. A batch from before the
    standard gained a column lacks it: the column is null there until `siku reread`.
#}
{% macro landing_source(table, file=none) -%}
    {%- set declared = source('landing', table) -%}
    {{- adapter.dispatch('landing_source', 'siku')(table, file) -}}
{%- endmacro %}

{% macro default__landing_source(table, file) -%}
    {%- set root = env_var('SIKU_DATA') if execute -%}
    {%- set path = '_index/' ~ table if file is none else table ~ '/*/*/' ~ file -%}
    read_parquet('{{ root }}/landing/{{ path }}.parquet'{{ '' if file is none else ', union_by_name = true' }})
{%- endmacro %}

{#
    A condition on a row of landing: it was received after the as-of date, is known all the same, and tells what
    happened up to it. True of none where the run knows what its as-of date knew. The texts are those that
    orchestration/late_rows.py made of the rows' places.
#}
{% macro is_late() -%}
    feed_id || '/' || batch_id || '/' || coalesce(source_sheet, '') || '/' || cast(source_row as string)
    in (select place from {{ landing_source('late_rows') }})
{%- endmacro %}
