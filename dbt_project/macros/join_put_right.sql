{#
    Joins to rows of a list what replaces each by a day: a row of a return workbook that was sent for it. Such a row
    says nothing any more: keep rows `where put_right.feed_id is null`. `rows`: alias of a relation with the lineage
    columns.
#}
{% macro join_put_right(rows, day) -%}
    left join {{ ref('stg_answers') }} as put_right
        on
            {{ same_place(rows, 'put_right') }}
            and put_right.replaced_on <= {{ day }}
{%- endmacro %}
