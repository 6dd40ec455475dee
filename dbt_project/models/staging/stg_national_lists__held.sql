-- generated from ingest/standards, do not edit: make generate
select
    entry_no,
    colour,
    list_type,
    party_name,
    party_category,
    party_uscc,
    party_person_id,
    case_no,
    try_cast(listed_on as date) as listed_on,
    try_cast(removed_on as date) as removed_on,
    is_local,
    extra,
    record_key,
    row_state,
    source_sheet,
    source_row,
    feed_id,
    batch_id,
    received_at,
    received_on
from {{ landing_source('national_lists', 'held') }}
where received_on <= (select as_of_date from {{ landing_source('run') }})
