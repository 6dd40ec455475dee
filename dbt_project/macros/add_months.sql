{#
    The last day of a period of months that began on a day: the same day of the month, or the month's last where it
    has none (民法典 第二百零一条、第二百零二条: the first day is not counted, the corresponding day is the last).
#}
{% macro add_months(day, months) -%}
    {{- adapter.dispatch('add_months', 'siku')(day, months) -}}
{%- endmacro %}

{% macro default__add_months(day, months) -%}
    cast({{ day }} + to_months(cast({{ months }} as integer)) as date)
{%- endmacro %}
