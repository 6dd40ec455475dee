-- Only batches with rows order a register: a stopped or blank file says nothing about who exists.
select
    b.standard as register,
    b.feed_id,
    b.batch_id,
    b.department,
    b.received_on,
    row_number() over deliveries as batch_no,
    lead(b.received_on) over deliveries as next_received_on,
    lead(b.batch_id) over deliveries is null as is_newest
from {{ ref('stg_batches') }} as b
inner join {{ ref('stg_feeds') }} as f
    on b.feed_id = f.feed_id
where f.standard_kind = 'register' and b.rows_read > 0 and b.state <> 'stopped'
window deliveries as (partition by b.feed_id order by b.received_at, b.batch_id)
