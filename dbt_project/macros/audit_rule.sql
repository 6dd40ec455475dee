{# A rule of the omission audit in force on the as-of date, as a scalar. #}
{% macro audit_rule(rule) -%}
    (
        select a.value
        from {{ ref('audit_rules') }} as a
        cross join {{ ref('stg_run') }} as run
        where a.rule = '{{ rule }}' and {{ in_force('a', 'run.as_of_date') }}
    )
{%- endmacro %}

{#
    The series of a document number such as 盘审许字(2026)12号: what stands before the running number, a year in
    brackets in it. Empty where the number is written otherwise.
#}
{% macro document_series(document_key) -%}
    regexp_extract({{ document_key }}, '^(.*[(](?:19|20)[0-9][0-9][)][^0-9]*)[0-9]{1,6}[^0-9]*$', 1)
{%- endmacro %}
