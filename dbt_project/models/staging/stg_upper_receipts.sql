-- generated from ingest/standards, do not edit: make generate
select
    receipt_no,
    level,
    direction,
    info_kind,
    reference_no,
    unit,
    cast(sent_on as date) as sent_on,
    cast(received_on_upper as date) as received_on_upper,
    result,
    refusal,
    extra,
    record_key,
    row_state,
    source_sheet,
    source_row,
    feed_id,
    batch_id,
    received_at,
    received_on
from {{ landing_source('upper_receipts', 'accepted') }}
where received_on <= (select as_of_date from {{ landing_source('run') }}) or {{ is_late() }}
