{# Whether two relations with lineage columns speak of the same row, or both of the same file as a whole. #}
{% macro same_place(one, other) -%}
    {{ one }}.feed_id = {{ other }}.feed_id
        and {{ one }}.batch_id = {{ other }}.batch_id
        and {{ one }}.source_sheet is not distinct from {{ other }}.source_sheet
        and {{ one }}.source_row is not distinct from {{ other }}.source_row
{%- endmacro %}
