-- generated from ingest/standards, do not edit: make generate
select
    hall_name,
    unit,
    district,
    cast(platform_connected_on as date) as platform_connected_on,
    cast(portal_connected_on as date) as portal_connected_on,
    cast(disconnected_on as date) as disconnected_on,
    extra,
    record_key,
    row_state,
    source_sheet,
    source_row,
    feed_id,
    batch_id,
    received_at,
    received_on
from {{ landing_source('service_halls', 'accepted') }}
where received_on <= (select as_of_date from {{ landing_source('run') }})
