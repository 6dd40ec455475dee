-- The batches of a register at each state of it: a stopped or blank file says nothing about who exists, and a
-- return workbook that came back stands in the list it puts right.
select
    b.standard as register,
    l.feed_id,
    l.batch_id,
    b.department,
    l.received_on,
    l.state_no as batch_no,
    l.next_received_on,
    l.is_newest
from {{ ref('list_states') }} as l
inner join {{ ref('stg_batches') }} as b
    on l.feed_id = b.feed_id and l.batch_id = b.batch_id
inner join {{ ref('stg_feeds') }} as f
    on l.feed_id = f.feed_id
where f.standard_kind = 'register'
