{#
    A hash of everything a standard says of a row, nothing of its delivery (`Changes.unlike_content` neither): two
    deliveries of one record with equal hashes are one version. The columns are those of the generated staging model that come from the
    standard (`meta.origin`), so a new column of the standard is part of the content at once.
#}
{% macro content_hash(standard) -%}
    {%- if execute -%}
        {%- set parts = [] -%}
        {%- set staged = graph.nodes['model.siku.stg_' ~ standard] -%}
        {%- for column in staged.columns.values() if column.config.meta.origin and column.config.meta.content is not false -%}
            {%- do parts.append("coalesce(cast(" ~ column.name ~ " as string), '')") -%}
        {%- endfor -%}
        md5(concat_ws('|', {{ parts | join(', ') }}))
    {%- else -%}
        md5('')
    {%- endif -%}
{%- endmacro %}
