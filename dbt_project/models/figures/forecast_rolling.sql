-- The last twelve month ends taken together, as the national index is: of lines whose figure is the month's
-- own flow, so that the twelve add up and none is counted twice. From the editions as they were frozen, the
-- newest of each month; fewer than twelve make no figure.
with points as (
    select h.indicator_id, h.unit_kind, h.unit, h.as_of_date, h.numerator, h.denominator
    from {{ ref('stg_indicator_history') }} as h
    cross join {{ ref('run_periods') }} as p
    where
        h.kind = 'month_end' and h.part is null
        and h.as_of_date > {{ add_months('p.as_of_date', '-12') }} and h.as_of_date < p.as_of_date
    qualify
        row_number() over (
            partition by h.indicator_id, h.unit_kind, h.unit, h.as_of_date order by h.edition desc
        ) = 1
    union all
    select f.indicator_id, f.unit_kind, f.unit, f.as_of_date, f.numerator, f.denominator
    from {{ ref('indicator_figures') }} as f
    -- a month that is not over yet is none of the twelve
    where f.part is null and f.as_of_date = last_day(f.as_of_date)
)

select
    m.indicator_id, m.unit_kind, m.unit,
    count(*) as rolling_months,
    case
        when count(*) < 12 then null
        when l.formula = 'count' then cast(sum(m.numerator) as double)
        else cast(sum(m.numerator) as double) / cast(nullif(sum(m.denominator), 0) as double)
    end as rolling_value
from points as m
inner join {{ ref('indicators') }} as l
    on m.indicator_id = l.indicator_id
inner join {{ ref('forecast_rules') }} as r
    on m.indicator_id = r.indicator_id and r.is_of_month and {{ in_force('r', 'l.as_of_date') }}
where m.numerator is not null
group by m.indicator_id, m.unit_kind, m.unit, l.formula
