-- generated from ingest/standards, do not edit: make generate
select
    debtor_name,
    debtor_category,
    debtor_uscc,
    debtor_org_code,
    debtor_person_id,
    case_no,
    basis_document_no,
    court,
    try_cast(filed_on as date) as filed_on,
    try_cast(published_on as date) as published_on,
    obligation,
    performance,
    conduct,
    party_is_adult,
    extra,
    record_key,
    row_state,
    source_sheet,
    source_row,
    feed_id,
    batch_id,
    received_at,
    received_on
from {{ landing_source('judgment_debtors', 'held') }}
where received_on <= (select as_of_date from {{ landing_source('run') }})
