-- generated from ingest/standards, do not edit: make generate
select
    event_no,
    chain_no,
    field,
    stage,
    unit,
    cast(occurred_on as date) as occurred_on,
    cast(occurred_minute as bigint) as occurred_minute,
    is_automatic,
    extra,
    record_key,
    row_state,
    source_sheet,
    source_row,
    feed_id,
    batch_id,
    received_at,
    received_on
from {{ landing_source('joint_interface_log', 'accepted') }}
where received_on <= (select as_of_date from {{ landing_source('run') }}) or {{ is_late() }}
