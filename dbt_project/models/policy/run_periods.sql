-- The periods the as-of date lies in, one row; a population takes its period from here and nowhere else.
select
    as_of_date,
    cast(date_trunc('month', as_of_date) as date) as month_start,
    cast(date_trunc('quarter', as_of_date) as date) as quarter_start,
    make_date(
        cast(extract(year from as_of_date) as integer),
        case when extract(month from as_of_date) < 7 then 1 else 7 end,
        1
    ) as half_year_start,
    cast(date_trunc('year', as_of_date) as date) as year_start,
    -- the same days a year before; of 29 February, the 28th
    cast(date_trunc('year', as_of_date) - interval '1' year as date) as last_year_start,
    cast(as_of_date - interval '1' year as date) as last_year_day,
    substr(cast(as_of_date as string), 1, 7) as month_key
from {{ ref('stg_run') }}
