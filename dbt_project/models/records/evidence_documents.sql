-- The document behind a piece of evidence that names one: the file of its feed that has the name, or the
-- SHA-256, the register gives; of several the newest. A named file that never came is missing, and says so.
select
    e.record_id, e.evidence_no, e.dated_on, e.feed_id, e.batch_id, e.source_sheet, e.source_row,
    case when b.batch_id is null then 'document_missing' else 'landed' end as document_state,
    b.batch_id as document_batch_id,
    b.sha256 as document_sha256
from {{ ref('cur_evidence') }} as e
-- the same bytes under another name are the same batch: every name they came under counts
left join {{ ref('stg_receipts') }} as r
    on
        e.feed_id = r.feed_id
        and (
            substr(r.source_uri, length(r.source_uri) - length(e.document)) = '/' || e.document
            or substr(lower(e.document), 1, 16) = r.batch_id
        )
left join {{ ref('stg_batches') }} as b
    on
        r.feed_id = b.feed_id
        and r.batch_id = b.batch_id
        and b.state <> 'stopped'
        and (length(e.document) <> 64 or lower(e.document) = b.sha256)
where e.document is not null
qualify
    row_number() over (
        partition by e.record_id order by b.batch_id is null asc, r.received_at desc, r.batch_id asc
    ) = 1
