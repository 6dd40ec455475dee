-- generated from ingest/standards, do not edit: make generate
select
    appeal_no,
    unit,
    month,
    rubric_item,
    appealed_record,
    reason,
    try_cast(appealed_on as date) as appealed_on,
    decision,
    decided_by,
    try_cast(decided_on as date) as decided_on,
    decision_reason,
    extra,
    record_key,
    row_state,
    source_sheet,
    source_row,
    feed_id,
    batch_id,
    received_at,
    received_on
from {{ landing_source('score_appeals', 'held') }}
where received_on <= (select as_of_date from {{ landing_source('run') }}) or {{ is_late() }}
