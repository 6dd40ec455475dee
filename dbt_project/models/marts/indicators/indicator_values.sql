-- Every line of the task table, whatever its formula: sums over its members. Cuts: the line (main members)
-- and each part, for the city, for each unit and for each district.
with figures as (
    select
        c.*,
        case
            when c.reason is not null or c.denominator is null then null
            when c.formula = 'median' then c.median_weight
            when c.formula = 'count' then cast(c.numerator as double)
            when c.denominator = 0 then null
            when c.formula = 'growth'
                then cast(c.numerator - c.denominator as double) / cast(c.denominator as double)
            else cast(c.numerator as double) / cast(c.denominator as double)
        end as value
    from {{ ref('indicator_figures') }} as c
)

select
    c.indicator_id,
    c.as_of_date,
    c.period_start,
    c.unit_kind,
    c.unit,
    c.part,
    c.part_title,
    c.part is null as is_main,
    c.formula,
    c.numerator,
    c.denominator,
    c.value,
    c.target_operator,
    c.target_value,
    c.target_basis,
    case
        when c.reason is not null then 'unknown'
        when c.is_evidence then 'verdict'
        when c.target_value is null then 'trend'
        -- compared as decimals, multiplied out: a quotient of doubles would decide at the threshold by
        -- rounding
        when c.target_operator = '>=' and c.compared >= c.goal then 'met'
        when c.target_operator = '>' and c.compared > c.goal then 'met'
        when c.target_operator = '<=' and c.compared <= c.goal then 'met'
        when c.target_operator = '<' and c.compared < c.goal then 'met'
        when c.target_operator = '=' and c.compared = c.goal then 'met'
        else 'not_met'
    end as status,
    c.reason,
    c.detail,
    c.evidence_items,
    c.verdict,
    c.reviewed_by,
    c.reviewed_on,
    b.base_as_of,
    b.base_value,
    b.base_source,
    c.value - b.base_value as change,
    case
        when c.value is null or b.base_value is null or c.direction is null then null
        when c.value = b.base_value then 'same'
        when (c.value > b.base_value) = (c.direction = 'up') then 'better'
        else 'worse'
    end as trend
from figures as c
left join {{ ref('figure_bases') }} as b
    on
        c.indicator_id = b.indicator_id
        and c.unit_kind = b.unit_kind
        and c.unit = b.unit
        and c.part is not distinct from b.part
