-- generated from ingest/standards, do not edit: make generate
select
    utility,
    account_no,
    customer_name,
    customer_category,
    customer_uscc,
    customer_person_id,
    bill_month,
    coalesce(
        try_cast(amount_owed as decimal(18, 4)), cast(amount_owed as decimal(20, 4))
    ) as amount_owed,
    cast(due_on as date) as due_on,
    cast(reminders as bigint) as reminders,
    extra,
    record_key,
    row_state,
    source_sheet,
    source_row,
    feed_id,
    batch_id,
    received_at,
    received_on
from {{ landing_source('utility_arrears', 'accepted') }}
where received_on <= (select as_of_date from {{ landing_source('run') }})
