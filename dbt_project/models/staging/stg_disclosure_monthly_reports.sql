-- generated from ingest/standards, do not edit: make generate
select
    unit,
    month,
    kind,
    cast(produced as bigint) as produced,
    cast(published as bigint) as published,
    cast(reported as bigint) as reported,
    difference_reason,
    cast(submitted_on as date) as submitted_on,
    extra,
    record_key,
    row_state,
    source_sheet,
    source_row,
    feed_id,
    batch_id,
    received_at,
    received_on
from {{ landing_source('disclosure_monthly_reports', 'accepted') }}
where received_on <= (select as_of_date from {{ landing_source('run') }})
