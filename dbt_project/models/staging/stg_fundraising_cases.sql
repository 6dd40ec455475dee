-- generated from ingest/standards, do not edit: make generate
select
    case_no,
    cast(opened_on as date) as opened_on,
    unit,
    district,
    coalesce(
        try_cast(amount as decimal(18, 4)), cast(amount as decimal(20, 4))
    ) as amount,
    extra,
    record_key,
    row_state,
    source_sheet,
    source_row,
    feed_id,
    batch_id,
    received_at,
    received_on
from {{ landing_source('fundraising_cases', 'accepted') }}
where received_on <= (select as_of_date from {{ landing_source('run') }}) or {{ is_late() }}
