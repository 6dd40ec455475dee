{# Whether two relations speak of the same rule in the same feed. #}
{% macro same_rule(one, other) -%}
    {{ one }}.feed_id = {{ other }}.feed_id and {{ one }}.rule_id = {{ other }}.rule_id
        and {{ one }}.severity = {{ other }}.severity and {{ one }}.counted_in = {{ other }}.counted_in
{%- endmacro %}
