{#
    A document number as it is compared between two systems: the same letter is written with 〔〕, [] or （） and
    with or without blanks, depending on the keyboard. Nothing else of it may differ.
#}
{% macro document_key(document_no) -%}
    translate({{ document_no }}, '〔〕［］[]【】（） 　', '()()()()()')
{%- endmacro %}
