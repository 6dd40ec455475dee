-- generated from ingest/standards, do not edit: make generate
select
    channel,
    content_kind,
    reference_no,
    unit,
    field,
    party_name,
    party_uscc,
    try_cast(published_on as date) as published_on,
    try_cast(withdrawn_on as date) as withdrawn_on,
    url,
    extra,
    record_key,
    row_state,
    source_sheet,
    source_row,
    feed_id,
    batch_id,
    received_at,
    received_on
from {{ landing_source('portal_publications', 'held') }}
where received_on <= (select as_of_date from {{ landing_source('run') }}) or {{ is_late() }}
