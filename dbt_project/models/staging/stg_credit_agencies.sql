-- generated from ingest/standards, do not edit: make generate
select
    agency_name,
    agency_uscc,
    qualification_no,
    cast(qualified_from as date) as qualified_from,
    cast(qualified_until as date) as qualified_until,
    extra,
    record_key,
    row_state,
    source_sheet,
    source_row,
    feed_id,
    batch_id,
    received_at,
    received_on
from {{ landing_source('credit_agencies', 'accepted') }}
where received_on <= (select as_of_date from {{ landing_source('run') }})
