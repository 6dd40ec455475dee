{#
    Whether anything of a standard ever arrived, zero declared included: what a figure beside a line rests on. Where
    nothing did, its members are shown and not counted, for nothing arrived is not zero (law 8). What the line itself
    rests on stands in the seed indicator_inputs.
#}
{% macro has_arrived(standard) -%}
    exists (select 1 from {{ ref('live_batches') }} as arrived where arrived.standard = '{{ standard }}')
{%- endmacro %}
