-- generated from ingest/standards, do not edit: make generate
select
    unit,
    kind,
    month,
    try_cast(position as bigint) as position,
    document_no,
    try_cast(decided_on as date) as decided_on,
    outcome,
    try_cast(archive_count as bigint) as archive_count,
    inspector,
    try_cast(checked_on as date) as checked_on,
    remark,
    extra,
    record_key,
    row_state,
    source_sheet,
    source_row,
    feed_id,
    batch_id,
    received_at,
    received_on
from {{ landing_source('disclosure_checks', 'held') }}
where received_on <= (select as_of_date from {{ landing_source('run') }})
