-- generated from ingest/standards, do not edit: make generate
select
    party_name,
    party_uscc,
    round,
    scheme,
    grade,
    cast(evaluated_on as date) as evaluated_on,
    extra,
    record_key,
    row_state,
    source_sheet,
    source_row,
    feed_id,
    batch_id,
    received_at,
    received_on
from {{ landing_source('national_evaluations', 'accepted') }}
where received_on <= (select as_of_date from {{ landing_source('run') }}) or {{ is_late() }}
