-- generated from ingest/standards, do not edit: make generate
select
    taxpayer_no,
    name,
    try_cast(rating_year as bigint) as rating_year,
    grade,
    rated_by,
    extra,
    record_key,
    row_state,
    source_sheet,
    source_row,
    feed_id,
    batch_id,
    received_at,
    received_on
from {{ landing_source('a_grade_taxpayers', 'held') }}
where received_on <= (select as_of_date from {{ landing_source('run') }})
