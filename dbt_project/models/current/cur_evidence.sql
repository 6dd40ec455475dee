-- generated from ingest/standards, do not edit: make generate
select
    v.evidence_no,
    v.indicator_id,
    v.item,
    v.kind,
    v.unit,
    v.district,
    v.title,
    v.document_no,
    v.dated_on,
    v.valid_until,
    v.quantity,
    v.document,
    v.record_key,
    v.row_state,
    v.source_sheet,
    v.source_row,
    v.feed_id,
    v.batch_id,
    v.received_at,
    v.received_on,
    md5('evidence|' || v.record_key) as record_id,
    v.first_known_on,
    cast(null as string) as subject_id,
    cast(null as string) as matched_by
from (
    select
        s.*,
        min(s.received_on) over (partition by s.record_key) as first_known_on,
        row_number() over (
            partition by s.record_key
            order by {{ version_order('s', newest_first=true) }}
        ) as versions_back
    from {{ ref('stg_evidence') }} as s
    inner join {{ ref('live_batches') }} as b
        on s.feed_id = b.feed_id and s.batch_id = b.batch_id
    where {{ touched_keys('evidence', 's.record_key') }}
) as v
where v.versions_back = 1
