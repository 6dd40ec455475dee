-- generated from ingest/standards, do not edit: make generate
select
    application_no,
    unit,
    entry_no,
    list_unit,
    penalty_unit,
    penalty_document_no,
    party_name,
    party_category,
    party_uscc,
    party_person_id,
    cast(applied_on as date) as applied_on,
    cast(decided_on as date) as decided_on,
    result,
    extra,
    record_key,
    row_state,
    source_sheet,
    source_row,
    feed_id,
    batch_id,
    received_at,
    received_on
from {{ landing_source('credit_repairs', 'accepted') }}
where received_on <= (select as_of_date from {{ landing_source('run') }}) or {{ is_late() }}
