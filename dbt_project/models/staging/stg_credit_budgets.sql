-- generated from ingest/standards, do not edit: make generate
select
    unit,
    district,
    cast(budget_year as bigint) as budget_year,
    coalesce(
        try_cast(budgeted as decimal(18, 4)), cast(budgeted as decimal(20, 4))
    ) as budgeted,
    coalesce(
        try_cast(paid as decimal(18, 4)), cast(paid as decimal(20, 4))
    ) as paid,
    extra,
    record_key,
    row_state,
    source_sheet,
    source_row,
    feed_id,
    batch_id,
    received_at,
    received_on
from {{ landing_source('credit_budgets', 'accepted') }}
where received_on <= (select as_of_date from {{ landing_source('run') }})
