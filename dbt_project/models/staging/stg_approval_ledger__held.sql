-- generated from ingest/standards, do not edit: make generate
select
    case_no,
    item_code,
    unit,
    party_name,
    party_category,
    party_uscc,
    party_person_id,
    try_cast(applied_on as date) as applied_on,
    try_cast(decided_on as date) as decided_on,
    document_no,
    commitment,
    scene,
    credit_reviewed,
    report_no,
    extra,
    record_key,
    row_state,
    source_sheet,
    source_row,
    feed_id,
    batch_id,
    received_at,
    received_on
from {{ landing_source('approval_ledger', 'held') }}
where received_on <= (select as_of_date from {{ landing_source('run') }}) or {{ is_late() }}
