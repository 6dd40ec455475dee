-- 联通且归集: every named unit, in or out. Connected alone is not enough: something it sent must have been
-- accepted (or zero declared) within the gap its own cadence allows.
with units as (
    select u.unit, u.unit_group, run.as_of_date
    from {{ ref('source_units') }} as u
    cross join {{ ref('stg_run') }} as run
    where {{ in_force('u', 'run.as_of_date') }}
),

feeds as (
    select f.department, f.feed_id, c.max_gap_days
    from {{ ref('stg_feeds') }} as f
    inner join {{ ref('cadences') }} as c
        on f.cadence = c.cadence
    cross join {{ ref('stg_run') }} as run
    where {{ in_force('f', 'run.as_of_date') }}
),

-- what arrived, and what was delivered again: a list that did not change, zero declared once more
received as (
    select
        feed_id, batch_id, received_at, received_on,
        state <> 'stopped' and (accepted + repaired > 0 or nil_return) as is_collected
    from {{ ref('stg_batches') }}
    union all
    select feed_id, batch_id, received_at, received_on, is_collected
    from {{ ref('deliveries') }}
    where not is_first
),

deliveries as (
    select
        f.department, f.feed_id, r.batch_id, r.received_at,
        r.received_on + cast(f.max_gap_days as integer) >= run.as_of_date as is_in_window,
        r.is_collected
    from feeds as f
    inner join received as r
        on f.feed_id = r.feed_id
    cross join {{ ref('stg_run') }} as run
),

-- the delivery that speaks for the unit: one that counts, else one that arrived in time, else the newest
speaking as (
    select *
    from deliveries
    qualify
        row_number() over (
            partition by department
            order by
                is_in_window and is_collected desc, is_in_window desc,
                received_at desc, feed_id asc, batch_id asc
        ) = 1
),

connected as (
    select distinct department from feeds
)

{{ members(
    source='units as u
    left join connected as c on u.unit = c.department
    left join speaking as d on u.unit = d.department',
    unit='u.unit', part='u.unit_group', item='u.unit',
    numerator='coalesce(d.is_in_window and d.is_collected, false)',
    reason="case
        when c.department is null then 'no_feed'
        when d.department is null then 'nothing_arrived'
        when d.is_in_window and d.is_collected then 'connected_and_collected'
        when d.is_in_window then 'nothing_accepted'
        else 'too_old'
    end",
    delivery='d'
) }}
