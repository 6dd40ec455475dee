-- generated from ingest/standards, do not edit: make generate
select
    commitment_no,
    unit,
    kind,
    party_name,
    party_category,
    party_uscc,
    party_person_id,
    item_code,
    reason,
    cast(made_on as date) as made_on,
    cast(valid_until as date) as valid_until,
    performance,
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
from {{ landing_source('credit_commitments', 'accepted') }}
where received_on <= (select as_of_date from {{ landing_source('run') }}) or {{ is_late() }}
