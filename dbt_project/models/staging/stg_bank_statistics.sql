-- generated from ingest/standards, do not edit: make generate
select
    institution,
    cast(quarter_end as date) as quarter_end,
    coalesce(
        try_cast(loans as decimal(18, 4)), cast(loans as decimal(20, 4))
    ) as loans,
    coalesce(
        try_cast(bad_loans as decimal(18, 4)), cast(bad_loans as decimal(20, 4))
    ) as bad_loans,
    extra,
    record_key,
    row_state,
    source_sheet,
    source_row,
    feed_id,
    batch_id,
    received_at,
    received_on
from {{ landing_source('bank_statistics', 'accepted') }}
where received_on <= (select as_of_date from {{ landing_source('run') }}) or {{ is_late() }}
