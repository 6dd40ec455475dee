-- generated from ingest/standards, do not edit: make generate
select
    case_no,
    unit,
    party_name,
    party_category,
    party_uscc,
    party_person_id,
    document_no,
    try_cast(decided_on as date) as decided_on,
    procedure,
    penalty_type,
    extra,
    record_key,
    row_state,
    source_sheet,
    source_row,
    feed_id,
    batch_id,
    received_at,
    received_on
from {{ landing_source('enforcement_ledger', 'held') }}
where received_on <= (select as_of_date from {{ landing_source('run') }}) or {{ is_late() }}
