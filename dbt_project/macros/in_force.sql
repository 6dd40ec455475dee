{#
    Whether a dated row of policy is in force on a day. `valid_to` is the first day it is no longer in force,
    as in every table with valid_from and valid_to here; null means until further notice.
#}
{% macro in_force(policy, day) -%}
    {{ policy }}.valid_from <= {{ day }} and ({{ policy }}.valid_to is null or {{ day }} < {{ policy }}.valid_to)
{%- endmacro %}
