{#
    The registers, and what their columns are called: the number a subject had before its code, and the column
    that says what kind of subject it is. A new register is one more entry.
#}
{% macro registers() -%}
    {{- return([
        {'standard': 'enterprise_registration', 'old_number': 'registration_no', 'type': 'enterprise_type'},
        {'standard': 'public_body_registration', 'old_number': 'certificate_no', 'type': 'body_type'},
        {'standard': 'social_organisation_registration', 'old_number': 'certificate_no', 'type': 'body_type'},
    ]) -}}
{%- endmacro %}
