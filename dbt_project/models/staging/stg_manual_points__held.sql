-- generated from ingest/standards, do not edit: make generate
select
    unit,
    month,
    rubric_item,
    coalesce(
        try_cast(points as decimal(18, 4)), try_cast(points as decimal(20, 4))
    ) as points,
    author,
    try_cast(given_on as date) as given_on,
    reason,
    extra,
    record_key,
    row_state,
    source_sheet,
    source_row,
    feed_id,
    batch_id,
    received_at,
    received_on
from {{ landing_source('manual_points', 'held') }}
where received_on <= (select as_of_date from {{ landing_source('run') }}) or {{ is_late() }}
