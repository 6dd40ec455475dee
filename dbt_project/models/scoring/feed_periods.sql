-- The feed calendar: every period a delivery was due for, whether anything ever arrived or not. A period
-- is answered by the first delivery received after it ended and before the next one ends, or by a nil return
-- that names it, whenever that comes. A day on which the platform was down moves the due day by one. Days
-- and weeks of a month that the calendar does not hold are unknown.
with feeds as (
    select f.*, c.period_months, c.period_days, f.month_start as opens_on
    from {{ ref('feed_months') }} as f
    inner join {{ ref('cadences') }} as c
        on f.cadence = c.cadence
),

months as (
    select
        *,
        cast(extract(year from month_start) as integer) as year_no,
        cast(extract(month from month_start) as integer) as month_no
    from feeds
    where period_months is not null
),

long_periods as (
    select
        month, feed_id, title, unit, is_disclosure, is_list, valid_from, valid_to,
        make_date(
            year_no - case when month_no <= period_months then 1 else 0 end,
            month_no - period_months + case when month_no <= period_months then 12 else 0 end, 1
        ) as period_start,
        opens_on,
        least(opens_on + cast(due_day as integer) - 1, month_end) as due_on,
        last_day(make_date(year_no, month_no + period_months - 1, 1)) as closes_on
    from months
    -- a quarter's delivery is due in the month after the quarter
    where (month_no - 1) % period_months = 0
),

short_periods as (
    select
        f.month, f.feed_id, f.title, f.unit, f.is_disclosure, f.is_list, f.valid_from, f.valid_to,
        d.day - f.period_days as period_start,
        d.day as opens_on,
        d.day + cast(f.due_day as integer) - 1 as due_on,
        d.day + greatest(f.period_days, cast(f.due_day as integer)) - 1 as closes_on
    from feeds as f
    inner join {{ ref('working_days') }} as d
        on
            d.day + cast(f.due_day as integer) - 1 >= f.month_start
            and d.day + cast(f.due_day as integer) - 1 <= f.month_end
    where f.period_days = 1 or cast(date_trunc('week', d.day) as date) = d.day
),

periods as (
    select * from long_periods
    union all
    select * from short_periods
    union all
    select
        f.month, f.feed_id, f.title, f.unit, f.is_disclosure, f.is_list, f.valid_from, f.valid_to,
        f.month_start as period_start, f.opens_on,
        cast(null as date) as due_on,
        f.month_end as closes_on
    from feeds as f
    where f.period_days is not null and not f.is_in_calendar
),

answered as (
    select
        p.*, b.batch_id, b.received_on as delivered_on, coalesce(b.nil_return, false) as is_nil_return,
        coalesce(b.received_on, run.as_of_date) as looked_until
    from periods as p
    cross join {{ ref('stg_run') }} as run
    left join {{ ref('deliveries') }} as b
        on
            p.feed_id = b.feed_id
            and p.opens_on <= b.received_on
            and (p.closes_on >= b.received_on or b.nil_period is not null)
            and coalesce(b.nil_period, p.period_start) = p.period_start
    where
        p.valid_from <= p.period_start and (p.valid_to is null or p.opens_on <= p.valid_to)
        and p.opens_on <= run.as_of_date
    qualify row_number() over (
        partition by p.feed_id, p.period_start order by b.received_at, b.batch_id
    ) = 1
),

outages as (
    select a.feed_id, a.period_start, count(*) as days
    from answered as a
    inner join {{ ref('outage_days') }} as o
        on a.opens_on <= o.day and a.looked_until >= o.day
    where o.confirmed
    group by a.feed_id, a.period_start
),

-- the day the file came, or today, less the days on which the platform could not have taken it
measured as (
    select a.*, a.looked_until - cast(coalesce(o.days, 0) as integer) as counted_on
    from answered as a
    left join outages as o
        on a.feed_id = o.feed_id and a.period_start = o.period_start
)

select
    month, feed_id, title, unit, is_disclosure, is_list, period_start,
    case when due_on is null then closes_on else opens_on - 1 end as period_end,
    due_on, delivered_on, batch_id, is_nil_return,
    case
        when opens_on - period_start > 27 then substr(cast(period_start as string), 1, 7)
        else cast(period_start as string)
    end as period,
    case
        when due_on is null then 'unknown'
        when delivered_on is not null and counted_on <= due_on then 'on_time'
        when delivered_on is not null then 'late'
        when counted_on <= due_on then 'pending'
        else 'missed'
    end as state,
    coalesce(looked_until > due_on and counted_on <= due_on, false) as is_outage
from measured
