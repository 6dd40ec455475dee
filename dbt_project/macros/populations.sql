{#
    The lines of the task table that are computed: indicator → the model that lists its members. Aggregation,
    drill-down and status follow from the members; adding a line is one model and one entry here.
#}
{% macro populations() -%}
    {{- return({
        'T02-02': 'pop_t02_02',
        'T02-03': 'pop_t02_03',
        'T02-04': 'pop_t02_04',
        'T04-01': 'pop_t04_01',
        'T15-03': 'pop_t15_03',
    }) -}}
{%- endmacro %}
