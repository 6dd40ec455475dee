-- generated from ingest/standards, do not edit: make generate
select
    feed,
    batch,
    sheet,
    cast(row_no as bigint) as row_no,
    rule_id,
    decision,
    assigned_to,
    reason,
    author,
    cast(decided_on as date) as decided_on,
    extra,
    record_key,
    row_state,
    source_sheet,
    source_row,
    feed_id,
    batch_id,
    received_at,
    received_on
from {{ landing_source('question_decisions', 'accepted') }}
where received_on <= (select as_of_date from {{ landing_source('run') }})
