-- generated from ingest/standards, do not edit: make generate
select
    unit,
    matter,
    field,
    month,
    cast(declared_on as date) as declared_on,
    declared_by,
    extra,
    record_key,
    row_state,
    source_sheet,
    source_row,
    feed_id,
    batch_id,
    received_at,
    received_on
from {{ landing_source('zero_reports', 'accepted') }}
where received_on <= (select as_of_date from {{ landing_source('run') }}) or {{ is_late() }}
