-- generated from ingest/standards, do not edit: make generate
select
    evidence_no,
    indicator_id,
    item,
    kind,
    unit,
    district,
    title,
    document_no,
    try_cast(dated_on as date) as dated_on,
    try_cast(valid_until as date) as valid_until,
    try_cast(quantity as bigint) as quantity,
    document,
    extra,
    record_key,
    row_state,
    source_sheet,
    source_row,
    feed_id,
    batch_id,
    received_at,
    received_on
from {{ landing_source('evidence', 'held') }}
where received_on <= (select as_of_date from {{ landing_source('run') }}) or {{ is_late() }}
