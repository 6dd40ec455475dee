-- generated from ingest/standards, do not edit: make generate
select
    indicator_id,
    verdict,
    reviewer,
    try_cast(reviewed_on as date) as reviewed_on,
    try_cast(period_start as date) as period_start,
    remark,
    extra,
    record_key,
    row_state,
    source_sheet,
    source_row,
    feed_id,
    batch_id,
    received_at,
    received_on
from {{ landing_source('evidence_reviews', 'held') }}
where received_on <= (select as_of_date from {{ landing_source('run') }}) or {{ is_late() }}
