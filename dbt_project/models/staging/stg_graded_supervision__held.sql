-- generated from ingest/standards, do not edit: make generate
select
    unit,
    field,
    party_name,
    party_uscc,
    grade,
    try_cast(graded_on as date) as graded_on,
    try_cast(inspections as bigint) as inspections,
    extra,
    record_key,
    row_state,
    source_sheet,
    source_row,
    feed_id,
    batch_id,
    received_at,
    received_on
from {{ landing_source('graded_supervision', 'held') }}
where received_on <= (select as_of_date from {{ landing_source('run') }}) or {{ is_late() }}
