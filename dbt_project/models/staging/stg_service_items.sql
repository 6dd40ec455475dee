-- generated from ingest/standards, do not edit: make generate
select
    item_code,
    item_name,
    unit,
    item_kind,
    is_approval,
    is_online,
    notice_item,
    notice_offered,
    commitment_template_no,
    tolerance_enabled,
    tolerance_barred,
    extra,
    record_key,
    row_state,
    source_sheet,
    source_row,
    feed_id,
    batch_id,
    received_at,
    received_on
from {{ landing_source('service_items', 'accepted') }}
where received_on <= (select as_of_date from {{ landing_source('run') }})
