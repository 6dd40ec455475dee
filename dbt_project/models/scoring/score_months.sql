-- The months a scorecard is given for: that of the as-of date and those before it that have data. Month by
-- month is judged what fell due or was received in it; what a unit produced is that of the month before.
with months as (
    select distinct cast(date_trunc('month', received_on) as date) as month_start
    from {{ ref('stg_batches') }}
    union
    select month_start from {{ ref('run_periods') }}
),

newest as (
    select month_start, row_number() over (order by month_start desc) as months_back
    from months
),

due_days as (
    select cast(value as integer) as due_day, valid_from, valid_to
    from {{ ref('rubric_parameters') }}
    where parameter = 'monthly_report_due_day'
)

select
    substr(cast(m.month_start as string), 1, 7) as month,
    m.month_start,
    last_day(m.month_start) as month_end,
    least(last_day(m.month_start), run.as_of_date) as judged_until,
    cast(date_trunc('month', m.month_start - 1) as date) as previous_start,
    m.month_start - 1 as previous_end,
    substr(cast(m.month_start - 1 as string), 1, 7) as previous_month,
    d.due_day as report_due_day,
    run.as_of_date
from newest as m
cross join {{ ref('run_periods') }} as run
left join due_days as d
    on {{ in_force('d', 'm.month_start') }}
where m.months_back <= {{ rubric_parameter('months_judged', 'run.as_of_date') }}
