-- How fast the numerator grew from month end to month end of this year: the least and the most in a month,
-- and how often it grew as fast as the target asks of the months that are left. Two editions make one step,
-- and one step is no range: three are asked for.
with points as (
    select h.indicator_id, h.unit_kind, h.unit, h.as_of_date, h.numerator, h.edition
    from {{ ref('stg_indicator_history') }} as h
    inner join {{ ref('run_periods') }} as p
        on h.as_of_date >= p.year_start and h.as_of_date < p.as_of_date
    where h.kind = 'month_end' and h.part is null
    qualify
        row_number() over (
            partition by h.indicator_id, h.unit_kind, h.unit, h.as_of_date order by h.edition desc
        ) = 1
    union all
    select f.indicator_id, f.unit_kind, f.unit, f.as_of_date, f.numerator, 0 as edition
    from {{ ref('indicator_figures') }} as f
    -- a month that is not over yet is no monthly step
    where f.part is null and f.as_of_date = last_day(f.as_of_date)
),

steps as (
    select
        indicator_id, unit_kind, unit, as_of_date, numerator,
        cast(numerator - lag(numerator) over figure_by_month as double) as grown,
        extract(month from as_of_date) - extract(month from lag(as_of_date) over figure_by_month) as months
    from points
    where numerator is not null
    window figure_by_month as (partition by indicator_id, unit_kind, unit order by as_of_date)
),

paced as (
    select
        s.indicator_id, s.unit_kind, s.unit,
        s.grown / cast(nullif(s.months, 0) as double) as a_month,
        g.needed,
        -- what each month that is left has to bring; of two flows, or going down, no number says that
        case
            when g.is_up and g.numerator_grows and not g.denominator_grows
                then cast(g.needed as double) / cast(nullif(12 - g.months_elapsed, 0) as double)
        end as asked_a_month
    from steps as s
    left join {{ ref('forecast_gaps') }} as g
        on s.indicator_id = g.indicator_id and s.unit_kind = g.unit_kind and s.unit = g.unit
)

select
    indicator_id, unit_kind, unit,
    count(*) as editions,
    min(a_month) as least_in_a_month,
    max(a_month) as most_in_a_month,
    -- the share of the months so far that brought what each month left is asked for
    case
        when max(needed) = 0 then 1
        else avg(case when a_month >= asked_a_month then 1.0 when a_month < asked_a_month then 0.0 end)
    end as probability
from paced
group by indicator_id, unit_kind, unit
having count(*) >= 3
