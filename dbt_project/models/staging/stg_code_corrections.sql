-- generated from ingest/standards, do not edit: make generate
select
    department,
    name,
    code,
    body,
    problem,
    operation,
    new_code,
    decided_by,
    cast(decided_on as date) as decided_on,
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
from {{ landing_source('code_corrections', 'accepted') }}
where received_on <= (select as_of_date from {{ landing_source('run') }}) or {{ is_late() }}
