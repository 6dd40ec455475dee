-- generated from ingest/standards, do not edit: make generate
select
    v.item_code,
    v.item_name,
    v.unit,
    v.item_kind,
    v.is_approval,
    v.is_online,
    v.notice_item,
    v.notice_offered,
    v.commitment_template_no,
    v.tolerance_enabled,
    v.tolerance_barred,
    v.record_key,
    v.row_state,
    v.source_sheet,
    v.source_row,
    v.feed_id,
    v.batch_id,
    v.received_at,
    v.received_on,
    md5('service_items|' || v.record_key) as record_id,
    v.first_known_on,
    cast(null as string) as subject_id,
    cast(null as string) as matched_by
from (
    select
        s.*,
        min(s.received_on) over (partition by s.record_key) as first_known_on,
        row_number() over (
            partition by s.record_key
            order by {{ version_order('s', newest_first=true) }}
        ) as versions_back
    from {{ ref('stg_service_items') }} as s
    inner join {{ ref('live_batches') }} as b
        on s.feed_id = b.feed_id and s.batch_id = b.batch_id
) as v
where v.versions_back = 1
