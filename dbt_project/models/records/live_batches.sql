-- Which batches speak today: of a feed that sends everything only the newest that said something (rows, or
-- zero declared), of a feed that sends changes all of them. A stopped or blank file silences nobody.
select
    f.feed_id, b.batch_id, b.received_at, b.received_on, b.standard, b.department
from {{ ref('stg_batches') }} as b
inner join {{ ref('stg_feeds') }} as f
    on b.feed_id = f.feed_id
where b.state <> 'stopped' and (b.rows_read > 0 or b.nil_return)
qualify
    f.mode = 'changes'
    or row_number() over (partition by f.feed_id order by b.received_at desc, b.batch_id desc) = 1
