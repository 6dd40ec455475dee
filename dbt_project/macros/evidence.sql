{#
    Evidence lines with named items. What stands for an item is dated: of the period the line is asked for
    (`period`: month, quarter, half-year, year), or in force on the as-of date where no period is given, as for a
    rule document. `kinds`: only these kinds of evidence; a plan to hold a drill is no drill.
#}
{% macro stands(evidence, periods, period=none, kinds=none) -%}
    {{ evidence }}.dated_on <= {{ periods }}.as_of_date
    {%- if period %}
    and {{ evidence }}.dated_on >= {{ periods }}.{{ period | replace('-', '_') }}_start
    {%- else %}
    and ({{ evidence }}.valid_until is null or {{ evidence }}.valid_until >= {{ periods }}.as_of_date)
    {%- endif %}
    {%- if kinds %}
    and {{ evidence }}.kind in ('{{ kinds | join("', '") }}')
    {%- endif %}
{%- endmacro %}

{# The evidence that stands for each item of a line, as a relation: the newest piece of an item. #}
{% macro newest_evidence(line, period=none, kinds=none) -%}
(
    select e.*
    from {{ ref('cur_evidence') }} as e
    cross join {{ ref('run_periods') }} as p
    where e.indicator_id = '{{ line }}' and {{ stands('e', 'p', period, kinds) }}
    qualify
        row_number() over (
            partition by e.item order by e.dated_on desc, e.received_at desc, e.record_id asc
        ) = 1
)
{%- endmacro %}

{# One member for each named item: counted, and in the numerator when evidence stands for it (the newest). #}
{% macro evidence_items(line, period=none, groups=none, kinds=none, part=none, main='true') -%}
{%- set newest -%}
{{ items(line, groups) }} as i
left join {{ newest_evidence(line, period, kinds) }} as e
    on i.item = e.item
{%- endset -%}
{{ members(
    source=newest, unit='i.unit', district='i.district', part=part, item='i.item', main=main,
    record='e.record_id', lineage='e', numerator='e.record_id is not null',
    reason="case when e.record_id is null then 'not_shown' else 'shown' end"
) }}
{%- endmacro %}

{#
    Beside a line: how much there is of each named item, one member for each piece of evidence with its quantity as
    the weight (one where none is written). A part for each item, without a target.
#}
{% macro evidence_counts(line, period=none, groups=none, kinds=none) -%}
{%- set pieces -%}
{{ ref('cur_evidence') }} as e
cross join {{ ref('run_periods') }} as p
inner join {{ items(line, groups) }} as i
    on e.item = i.item
{%- endset -%}
{{ members(
    source=pieces, unit='i.unit', district='i.district', part='i.item', item='i.item', main='false',
    record='e.record_id', lineage='e', numerator='true', weight='coalesce(e.quantity, 1)', reason="'shown'",
    where="e.indicator_id = '" ~ line ~ "' and " ~ stands('e', 'p', period, kinds)
) }}
{%- endmacro %}
