-- Which batches speak today: of a feed that sends everything those the list consists of (the newest
-- delivered, rows or zero declared, and what put its rows right), of a feed that sends changes all of them,
-- and those that were late (stg_late_batches).
with spoken as (
    select feed_id, batch_id from {{ ref('deliveries') }}
    union
    select feed_id, batch_id
    from {{ ref('stg_batches') }}
    where amends is not null and state <> 'stopped' and rows_read > 0
)

select
    b.feed_id, b.batch_id, b.received_at, b.received_on, b.standard, b.department
from spoken as s
inner join {{ ref('stg_batches') }} as b
    on s.feed_id = b.feed_id and s.batch_id = b.batch_id
inner join {{ ref('stg_feeds') }} as f
    on s.feed_id = f.feed_id
left join {{ ref('list_states') }} as l
    on s.feed_id = l.feed_id and s.batch_id = l.batch_id and l.is_newest
where f.mode = 'changes' or l.batch_id is not null
union all
select feed_id, batch_id, received_at, received_on, standard, department
from {{ ref('stg_late_batches') }}
