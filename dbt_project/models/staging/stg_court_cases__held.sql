-- generated from ingest/standards, do not edit: make generate
select
    case_no,
    court,
    cause,
    creditor_kind,
    creditor,
    try_cast(filed_on as date) as filed_on,
    try_cast(closed_on as date) as closed_on,
    try_cast(judged_on as date) as judged_on,
    creditor_won,
    coalesce(
        try_cast(judged_amount as decimal(18, 4)), try_cast(judged_amount as decimal(20, 4))
    ) as judged_amount,
    coalesce(
        try_cast(recovered_amount as decimal(18, 4)), try_cast(recovered_amount as decimal(20, 4))
    ) as recovered_amount,
    try_cast(recovered_on as date) as recovered_on,
    district,
    extra,
    record_key,
    row_state,
    source_sheet,
    source_row,
    feed_id,
    batch_id,
    received_at,
    received_on
from {{ landing_source('court_cases', 'held') }}
where received_on <= (select as_of_date from {{ landing_source('run') }}) or {{ is_late() }}
