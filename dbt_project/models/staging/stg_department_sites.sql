-- generated from ingest/standards, do not edit: make generate
select
    unit,
    site_name,
    column_name,
    is_main_column,
    cast(updated_on as date) as updated_on,
    url,
    extra,
    record_key,
    row_state,
    source_sheet,
    source_row,
    feed_id,
    batch_id,
    received_at,
    received_on
from {{ landing_source('department_sites', 'accepted') }}
where received_on <= (select as_of_date from {{ landing_source('run') }})
