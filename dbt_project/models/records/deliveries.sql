-- Every delivery that said something: rows, or that there are none. Bytes that came before are delivered
-- again where the feed sends everything, for a list that did not change is sent as it was; changes that came
-- before change nothing, and nobody said that there were none. A stopped or empty file said nothing; a return
-- workbook that came back answers questions, and no period.
select
    r.feed_id, r.batch_id, r.received_at, r.received_on, r.source_uri, b.standard, b.department,
    b.accepted + b.repaired > 0 or r.nil_return as is_collected,
    r.received_at = b.received_at and r.source_uri = b.source_uri as is_first,
    r.nil_return, r.nil_period
from {{ ref('stg_receipts') }} as r
inner join {{ ref('stg_batches') }} as b
    on r.feed_id = b.feed_id and r.batch_id = b.batch_id
inner join {{ ref('stg_feeds') }} as f
    on r.feed_id = f.feed_id
where
    b.amends is null
    and (
        r.nil_return
        or (
            b.state <> 'stopped' and b.rows_read > 0
            and (f.mode = 'full' or (r.received_at = b.received_at and r.source_uri = b.source_uri))
        )
    )
