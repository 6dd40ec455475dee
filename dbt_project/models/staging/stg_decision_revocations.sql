-- generated from ingest/standards, do not edit: make generate
select
    unit,
    decision_kind,
    document_no,
    named_party,
    revocation_kind,
    cast(revoked_on as date) as revoked_on,
    reason,
    basis,
    operation,
    cast(changed_on as date) as changed_on,
    change_reason,
    coalesce(operation in ('删除'), false) as is_deleted,
    coalesce(operation in ('删除'), false) or false as is_withdrawn,
    false as is_disputed,
    cast(changed_on as date) is null as is_undated,
    coalesce(cast(changed_on as date), received_on) as said_on,
    extra,
    record_key,
    row_state,
    source_sheet,
    source_row,
    feed_id,
    batch_id,
    received_at,
    received_on
from {{ landing_source('decision_revocations', 'accepted') }}
where received_on <= (select as_of_date from {{ landing_source('run') }}) or {{ is_late() }}
