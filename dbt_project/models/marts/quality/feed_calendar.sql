-- Who owes which delivery by which day, and what came of it: the periods of the calendar, and feeds of which
-- none was due in it as one row without a period.
with feeds as (
    select
        f.feed_id, f.title, f.standard, f.cadence, f.due_day,
        {{ unit_name('f.department', 'n') }} as unit,
        run.as_of_date
    from {{ ref('stg_feeds') }} as f
    cross join {{ ref('stg_run') }} as run
    {{ join_unit('f.department', 'n') }}
    where f.valid_from <= run.as_of_date and (f.valid_to is null or f.valid_to > run.as_of_date)
),

newest as (
    select feed_id, max(received_on) as last_received_on
    from {{ ref('feed_batches') }}
    group by feed_id
)

select
    f.feed_id, f.title, f.unit, f.standard, f.cadence,
    cast(f.due_day as integer) as due_day,
    p.period, p.period_start, p.period_end, p.due_on, p.delivered_on, p.batch_id, p.state,
    coalesce(p.is_outage, false) as is_outage,
    coalesce(p.is_nil_return, false) as is_nil_return,
    coalesce(
        row_number() over (partition by f.feed_id order by p.period_start desc nulls last) = 1, false
    ) as is_newest,
    n.last_received_on, f.as_of_date
from feeds as f
left join {{ ref('feed_periods') }} as p
    on f.feed_id = p.feed_id
left join newest as n
    on f.feed_id = n.feed_id
