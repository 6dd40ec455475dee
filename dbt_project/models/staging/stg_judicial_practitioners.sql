-- generated from ingest/standards, do not edit: make generate
select
    person_name,
    person_id,
    occupation,
    licence_no,
    institution,
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
from {{ landing_source('judicial_practitioners', 'accepted') }}
where received_on <= (select as_of_date from {{ landing_source('run') }})
