-- generated from ingest/standards, do not edit: make generate
select
    name,
    uscc,
    licence_no,
    institution_kind,
    head,
    try_cast(registered_on as date) as registered_on,
    status,
    has_file,
    grade,
    extra,
    record_key,
    row_state,
    source_sheet,
    source_row,
    feed_id,
    batch_id,
    received_at,
    received_on
from {{ landing_source('judicial_institutions', 'held') }}
where received_on <= (select as_of_date from {{ landing_source('run') }})
