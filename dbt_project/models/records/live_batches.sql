-- Which batches speak today: of a feed that sends everything only the newest delivered (rows, or zero
-- declared), of a feed that sends changes all of them. A list sent again as it once was speaks again.
with delivered as (
    select feed_id, batch_id, max(received_at) as delivered_at
    from {{ ref('deliveries') }}
    group by feed_id, batch_id
)

select
    b.feed_id, b.batch_id, b.received_at, b.received_on, b.standard, b.department
from delivered as d
inner join {{ ref('stg_batches') }} as b
    on d.feed_id = b.feed_id and d.batch_id = b.batch_id
inner join {{ ref('stg_feeds') }} as f
    on d.feed_id = f.feed_id
qualify
    f.mode = 'changes'
    or row_number() over (partition by d.feed_id order by d.delivered_at desc, d.batch_id desc) = 1
