-- generated from ingest/standards, do not edit: make generate
select
    system,
    unit,
    district,
    try_cast(beat_on as date) as beat_on,
    state,
    extra,
    record_key,
    row_state,
    source_sheet,
    source_row,
    feed_id,
    batch_id,
    received_at,
    received_on
from {{ landing_source('interface_heartbeats', 'held') }}
where received_on <= (select as_of_date from {{ landing_source('run') }}) or {{ is_late() }}
