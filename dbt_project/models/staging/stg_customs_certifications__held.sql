-- generated from ingest/standards, do not edit: make generate
select
    customs_code,
    party_name,
    party_uscc,
    grade,
    try_cast(certified_on as date) as certified_on,
    try_cast(cancelled_on as date) as cancelled_on,
    extra,
    record_key,
    row_state,
    source_sheet,
    source_row,
    feed_id,
    batch_id,
    received_at,
    received_on
from {{ landing_source('customs_certifications', 'held') }}
where received_on <= (select as_of_date from {{ landing_source('run') }})
