-- generated from ingest/standards, do not edit: make generate
select
    unit,
    item,
    cast(used_on as date) as used_on,
    cast(uses as bigint) as uses,
    cast(beneficiaries as bigint) as beneficiaries,
    extra,
    record_key,
    row_state,
    source_sheet,
    source_row,
    feed_id,
    batch_id,
    received_at,
    received_on
from {{ landing_source('service_uses', 'accepted') }}
where received_on <= (select as_of_date from {{ landing_source('run') }}) or {{ is_late() }}
