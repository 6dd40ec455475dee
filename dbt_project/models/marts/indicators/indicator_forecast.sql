-- What is still needed to meet each target by year end, shared out to the units, what happens if they
-- deliver, and where the year ends at the pace so far. No actuals: those stand in indicator_values alone.
with rooms as (
    select
        g.*,
        c.needed as city_needed,
        cast(nullif(sum(g.room) over (partition by g.indicator_id, g.unit_kind), 0) as double) as all_room,
        case when g.is_amount then 10000 else 1 end as steps_in_one
    from {{ ref('forecast_gaps') }} as g
    inner join {{ ref('forecast_gaps') }} as c
        on g.indicator_id = c.indicator_id and c.unit_kind = 'city'
),

shares as (
    select
        *,
        -- a unit's exact share, in steps; the city's own row needs all of it
        cast(city_needed as double) * steps_in_one
        * case when unit_kind = 'city' then 1 else room / cast(all_room as double) end as share
    from rooms
),

-- largest remainders: the shares of the units sum to what the city needs
ranked as (
    select
        *,
        round(sum(share) over of_line) - sum(floor(share)) over of_line as left_over,
        row_number() over (
            partition by indicator_id, unit_kind order by share - floor(share) desc, unit asc
        ) as turn
    from shares
    window of_line as (partition by indicator_id, unit_kind)
),

allotted as (
    select
        *,
        cast(floor(share) + case when turn <= left_over then 1 else 0 end as decimal(28, 4)) as steps
    from ranked
),

delivered as (
    select
        *,
        cast(cast(steps as double) / cast(steps_in_one as double) as decimal(24, 4)) as allocated
    from allotted
),

outcomes as (
    select
        *,
        case
            when delivery = 'never' and needed > 0 then null
            when is_up then numerator + allocated
            else numerator - allocated
        end as numerator_delivered,
        case when delivery = 'add' then denominator + allocated else denominator end as denominator_delivered
    from delivered
)

select
    o.indicator_id, o.as_of_date, o.unit_kind, o.unit, o.noun, o.delivery, o.numerator, o.denominator,
    o.target_operator, o.target_value, o.target_basis,
    cast(o.needed as decimal(24, 4)) as needed,
    o.allocated,
    case
        when o.numerator_delivered is null then null
        when o.formula = 'count' then cast(o.numerator_delivered as double)
        when o.formula = 'growth'
            then
                cast(o.numerator_delivered as double) / cast(nullif(o.denominator_delivered, 0) as double)
                - 1
        else cast(o.numerator_delivered as double) / cast(nullif(o.denominator_delivered, 0) as double)
    end as value_if_delivered,
    case when o.numerator_grows then o.months_elapsed end as months_elapsed,
    case
        when not o.numerator_grows or o.reason is not null then null
        when o.denominator_grows
            then
                cast(o.numerator as double) / cast(nullif(o.denominator, 0) as double)
                - case when o.formula = 'growth' then 1 else 0 end
        else
            cast(o.numerator as double) * 12 / cast(o.months_elapsed as double)
            / cast(nullif(o.denominator, 0) as double)
    end as projected_value,
    -- of two flows the numerator's alone says nothing
    case
        when o.numerator_grows and not o.denominator_grows
            then
                (cast(o.numerator as double) + p.least_in_a_month * (12 - o.months_elapsed))
                / cast(nullif(o.denominator, 0) as double)
    end as projected_low,
    case
        when o.numerator_grows and not o.denominator_grows
            then
                (cast(o.numerator as double) + p.most_in_a_month * (12 - o.months_elapsed))
                / cast(nullif(o.denominator, 0) as double)
    end as projected_high,
    coalesce(p.editions, 0) as editions,
    p.probability,
    coalesce(y.rolling_months, 0) as rolling_months,
    y.rolling_value,
    coalesce(o.reason, o.note) as reason
from outcomes as o
left join {{ ref('forecast_pace') }} as p
    on o.indicator_id = p.indicator_id and o.unit_kind = p.unit_kind and o.unit = p.unit
left join {{ ref('forecast_rolling') }} as y
    on o.indicator_id = y.indicator_id and o.unit_kind = y.unit_kind and o.unit = y.unit
