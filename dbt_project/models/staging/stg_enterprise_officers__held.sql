-- generated from ingest/standards, do not edit: make generate
select
    party_name,
    party_uscc,
    role,
    person_name,
    person_id,
    try_cast(held_from as date) as held_from,
    try_cast(held_until as date) as held_until,
    extra,
    record_key,
    row_state,
    source_sheet,
    source_row,
    feed_id,
    batch_id,
    received_at,
    received_on
from {{ landing_source('enterprise_officers', 'held') }}
where received_on <= (select as_of_date from {{ landing_source('run') }}) or {{ is_late() }}
