-- generated from ingest/standards, do not edit: make generate
select
    name,
    uscc,
    registration_no,
    enterprise_type,
    legal_representative,
    try_cast(registered_on as date) as registered_on,
    status,
    coalesce(
        try_cast(registered_capital as decimal(18, 4)), try_cast(registered_capital as decimal(20, 4))
    ) as registered_capital,
    business_scope,
    address,
    registrar,
    extra,
    record_key,
    row_state,
    source_sheet,
    source_row,
    feed_id,
    batch_id,
    received_at,
    received_on
from {{ landing_source('enterprise_registration', 'held') }}
where received_on <= (select as_of_date from {{ landing_source('run') }})
