-- What the list of a feed that sends everything consisted of at any time: the whole list delivered last, and
-- the return workbooks that put rows of it right. A workbook changes the list from when it came; one that
-- comes after the next whole list changes nothing, until the list it came from is delivered again.
with whole as (
    select
        d.feed_id, d.batch_id, d.received_at, d.received_on,
        lead(d.received_at) over (
            partition by d.feed_id order by d.received_at, d.batch_id
        ) as next_received_at
    from {{ ref('deliveries') }} as d
    inner join {{ ref('stg_feeds') }} as f
        on d.feed_id = f.feed_id
    -- a register never has nobody in it
    where f.mode = 'full' and (f.standard_kind <> 'register' or not d.nil_return)
),

amending as (
    select feed_id, batch_id, amends, received_at, received_on
    from {{ ref('stg_batches') }}
    where amends is not null and state <> 'stopped' and rows_read > 0
),

changes as (
    select feed_id, batch_id as list_id, batch_id as changed_by, received_at, received_on from whole
    union all
    select a.feed_id, a.amends as list_id, a.batch_id as changed_by, a.received_at, a.received_on
    from amending as a
    inner join whole as w
        on
            a.feed_id = w.feed_id
            and a.amends = w.batch_id
            and a.received_at > w.received_at
            and (w.next_received_at is null or a.received_at < w.next_received_at)
),

states as (
    select
        feed_id, list_id, received_at, received_on,
        row_number() over in_order as state_no,
        lead(received_on) over in_order as next_received_on,
        lead(received_on) over in_order is null as is_newest
    from changes
    window in_order as (partition by feed_id order by received_at, changed_by)
),

members as (
    select feed_id, batch_id as list_id, batch_id, min(received_at) as spoken_at
    from whole
    group by feed_id, batch_id
    union all
    select feed_id, amends as list_id, batch_id, received_at as spoken_at from amending
)

select s.feed_id, s.state_no, m.batch_id, s.received_on, s.next_received_on, s.is_newest
from states as s
inner join members as m
    on s.feed_id = m.feed_id and s.list_id = m.list_id and s.received_at >= m.spoken_at
