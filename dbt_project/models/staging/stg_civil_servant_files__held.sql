-- generated from ingest/standards, do not edit: make generate
select
    unit,
    try_cast(counted_on as date) as counted_on,
    try_cast(servants as bigint) as servants,
    try_cast(with_file as bigint) as with_file,
    extra,
    record_key,
    row_state,
    source_sheet,
    source_row,
    feed_id,
    batch_id,
    received_at,
    received_on
from {{ landing_source('civil_servant_files', 'held') }}
where received_on <= (select as_of_date from {{ landing_source('run') }}) or {{ is_late() }}
