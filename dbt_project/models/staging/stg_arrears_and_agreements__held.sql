-- generated from ingest/standards, do not edit: make generate
select
    ledger_no,
    kind,
    unit,
    district,
    party_name,
    party_uscc,
    coalesce(
        try_cast(amount as decimal(18, 4)), try_cast(amount as decimal(20, 4))
    ) as amount,
    try_cast(registered_on as date) as registered_on,
    try_cast(due_on as date) as due_on,
    coalesce(
        try_cast(settled_amount as decimal(18, 4)), try_cast(settled_amount as decimal(20, 4))
    ) as settled_amount,
    try_cast(settled_on as date) as settled_on,
    extra,
    record_key,
    row_state,
    source_sheet,
    source_row,
    feed_id,
    batch_id,
    received_at,
    received_on
from {{ landing_source('arrears_and_agreements', 'held') }}
where received_on <= (select as_of_date from {{ landing_source('run') }}) or {{ is_late() }}
