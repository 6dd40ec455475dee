-- generated from ingest/standards, do not edit: make generate
select
    case_no,
    medium,
    title,
    unit,
    try_cast(exposed_on as date) as exposed_on,
    try_cast(checked_on as date) as checked_on,
    finding,
    check_result,
    extra,
    record_key,
    row_state,
    source_sheet,
    source_row,
    feed_id,
    batch_id,
    received_at,
    received_on
from {{ landing_source('media_cases', 'held') }}
where received_on <= (select as_of_date from {{ landing_source('run') }}) or {{ is_late() }}
