-- generated from ingest/standards, do not edit: make generate
select
    case_no,
    unit,
    kind,
    field,
    memorandum,
    entry_no,
    entry_unit,
    party_name,
    party_category,
    party_uscc,
    party_person_id,
    measure,
    cast(acted_on as date) as acted_on,
    result,
    extra,
    record_key,
    row_state,
    source_sheet,
    source_row,
    feed_id,
    batch_id,
    received_at,
    received_on
from {{ landing_source('joint_cases', 'accepted') }}
where received_on <= (select as_of_date from {{ landing_source('run') }}) or {{ is_late() }}
