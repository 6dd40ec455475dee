-- generated from ingest/standards, do not edit: make generate
select
    district,
    cast(counted_on as date) as counted_on,
    cast(population as bigint) as population,
    cast(adults as bigint) as adults,
    extra,
    record_key,
    row_state,
    source_sheet,
    source_row,
    feed_id,
    batch_id,
    received_at,
    received_on
from {{ landing_source('household_population', 'accepted') }}
where received_on <= (select as_of_date from {{ landing_source('run') }}) or {{ is_late() }}
