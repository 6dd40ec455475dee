-- What a figure is compared with over time: the newest edition of the same month of last year;
-- where we had published nothing then, what the city itself had published (seed, with its source).
with last_year as (
    select
        make_date(
            cast(extract(year from as_of_date) as integer) - 1,
            cast(extract(month from as_of_date) as integer),
            1
        ) as month_start
    from {{ ref('run_periods') }}
),

newest as (
    select
        h.indicator_id, h.unit_kind, h.unit, h.part, h.as_of_date, h.value, h.edition
    from {{ ref('stg_indicator_history') }} as h
    inner join last_year as y
        on h.as_of_date = last_day(y.month_start)
    qualify
        row_number() over (
            partition by h.indicator_id, h.unit_kind, h.unit, h.part order by h.edition desc
        ) = 1
),

bases as (
    select
        indicator_id, unit_kind, unit, part, as_of_date as base_as_of, value as base_value,
        'edition ' || cast(edition as string) as base_source,
        1 as choice
    from newest
    -- a figure withdrawn or unknown then is no base
    where value is not null
    union all
    select
        b.indicator_id, b.unit_kind, b.unit, b.part, b.as_of_date as base_as_of,
        cast(b.value as double) as base_value,
        b.source as base_source,
        2 as choice
    from {{ ref('indicator_bases') }} as b
    inner join last_year as y
        on b.as_of_date between y.month_start and last_day(y.month_start)
)

select indicator_id, unit_kind, unit, part, base_as_of, base_value, base_source
from bases
qualify
    row_number() over (
        partition by indicator_id, unit_kind, unit, part order by choice asc, base_as_of desc
    ) = 1
