-- generated from ingest/standards, do not edit: make generate
select
    name,
    uscc,
    certificate_no,
    body_type,
    legal_representative,
    try_cast(registered_on as date) as registered_on,
    status,
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
from {{ landing_source('social_organisation_registration', 'held') }}
where received_on <= (select as_of_date from {{ landing_source('run') }})
