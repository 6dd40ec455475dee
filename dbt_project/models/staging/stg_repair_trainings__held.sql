-- generated from ingest/standards, do not edit: make generate
select
    training_no,
    unit,
    try_cast(held_on as date) as held_on,
    party_name,
    party_uscc,
    party_registration_no,
    legal_representative,
    attendee_name,
    extra,
    record_key,
    row_state,
    source_sheet,
    source_row,
    feed_id,
    batch_id,
    received_at,
    received_on
from {{ landing_source('repair_trainings', 'held') }}
where received_on <= (select as_of_date from {{ landing_source('run') }}) or {{ is_late() }}
