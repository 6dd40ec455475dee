-- generated from ingest/standards, do not edit: make generate
select
    report_no,
    kind,
    unit,
    party_name,
    party_uscc,
    party_registration_no,
    agency_name,
    agency_uscc,
    cast(issued_on as date) as issued_on,
    cast(valid_until as date) as valid_until,
    cast(submitted_on as date) as submitted_on,
    extra,
    record_key,
    row_state,
    source_sheet,
    source_row,
    feed_id,
    batch_id,
    received_at,
    received_on
from {{ landing_source('credit_reports', 'accepted') }}
where received_on <= (select as_of_date from {{ landing_source('run') }}) or {{ is_late() }}
