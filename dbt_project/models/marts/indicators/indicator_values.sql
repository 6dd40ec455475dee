-- Every line of the task table, whatever its formula: sums over its members. Three cuts are kept: the line
-- (no part, main members), each part, and both again for each unit; the city is the unit 全市.
with cuts as (
    select indicator_id, unit, cast(null as string) as part, in_denominator, in_numerator, weight
    from {{ ref('indicator_members') }}
    where is_main
    union all
    select indicator_id, unit, part, in_denominator, in_numerator, weight
    from {{ ref('indicator_members') }}
    where part is not null
),

counted as (
    select
        indicator_id, coalesce(unit, '全市') as unit, part,
        cast(coalesce(sum(weight) filter (where in_numerator), 0) as decimal(18, 4)) as numerator,
        cast(coalesce(sum(weight) filter (where in_denominator), 0) as decimal(18, 4)) as denominator
    from cuts
    group by grouping sets ((indicator_id, unit, part), (indicator_id, part))
),

-- Nothing arrived is not zero: a line whose input nobody ever sent has no figure for the city.
missing as (
    select i.indicator_id, min(i.standard) as standard
    from {{ ref('indicator_inputs') }} as i
    where
        not exists (
            select 1 from {{ ref('stg_batches') }} as b
            where b.standard = i.standard and b.state <> 'stopped' and (b.rows_read > 0 or b.nil_return)
        )
    group by i.indicator_id
),

keyed as (
    select indicator_id, '全市' as unit, cast(null as string) as part from {{ ref('indicators') }}
    union
    select indicator_id, unit, part from counted
),

judged as (
    select
        l.*,
        k.unit, k.part,
        case when m.standard is null or k.unit <> '全市' then c.numerator end as numerator,
        case when m.standard is null or k.unit <> '全市' then c.denominator end as denominator,
        case
            when not l.is_computed then 'not yet computed'
            when m.standard is not null and k.unit = '全市' then 'feed_missing: ' || m.standard
            when coalesce(c.denominator, 0) = 0 then 'no_denominator'
        end as reason
    from keyed as k
    inner join {{ ref('indicators') }} as l
        on k.indicator_id = l.indicator_id
    left join counted as c
        on k.indicator_id = c.indicator_id and k.unit = c.unit and k.part is not distinct from c.part
    left join missing as m
        on k.indicator_id = m.indicator_id
)

select
    indicator_id,
    as_of_date,
    case period
        when 'month' then cast(date_trunc('month', as_of_date) as date)
        when 'quarter' then cast(date_trunc('quarter', as_of_date) as date)
        when 'half-year'
            then make_date(
                extract(year from as_of_date),
                case when extract(month from as_of_date) < 7 then 1 else 7 end,
                1
            )
        when 'year' then cast(date_trunc('year', as_of_date) as date)
    end as period_start,
    unit,
    part,
    part is null as is_main,
    numerator,
    denominator,
    case when reason is null then cast(numerator as double) / cast(denominator as double) end as value,
    target_operator,
    target_value,
    target_basis,
    case
        when reason is not null then 'unknown'
        when target_value is null then 'trend'
        -- compared as decimals, multiplied out: a quotient of doubles would decide at the threshold by
        -- rounding
        when target_operator = '>=' and numerator >= target_value * denominator then 'met'
        when target_operator = '>' and numerator > target_value * denominator then 'met'
        when target_operator = '<=' and numerator <= target_value * denominator then 'met'
        when target_operator = '<' and numerator < target_value * denominator then 'met'
        when target_operator = '=' and numerator = target_value * denominator then 'met'
        else 'not_met'
    end as status,
    reason
from judged
