-- generated from ingest/standards, do not edit: make generate
select
    v.application_no,
    v.unit,
    v.entry_no,
    v.list_unit,
    v.penalty_unit,
    v.penalty_document_no,
    v.party_name,
    v.party_category,
    v.party_uscc,
    v.party_person_id,
    v.applied_on,
    v.decided_on,
    v.result,
    v.record_key,
    v.row_state,
    v.source_sheet,
    v.source_row,
    v.feed_id,
    v.batch_id,
    v.received_at,
    v.received_on,
    md5('credit_repairs|' || v.record_key) as record_id,
    v.first_known_on,
    l.subject_id,
    l.matched_by
from (
    select
        s.*,
        min(s.received_on) over (partition by s.record_key) as first_known_on,
        row_number() over (
            partition by s.record_key
            order by {{ version_order('s', newest_first=true) }}
        ) as versions_back
    from {{ ref('stg_credit_repairs') }} as s
    inner join {{ ref('live_batches') }} as b
        on s.feed_id = b.feed_id and s.batch_id = b.batch_id
    where {{ touched_keys('credit_repairs', 's.record_key') }}
) as v
left join {{ ref('record_links') }} as l
    on
        l.standard = 'credit_repairs'
        and v.feed_id = l.feed_id
        and v.batch_id = l.batch_id
        and v.source_sheet is not distinct from l.source_sheet
        and v.source_row = l.source_row
where v.versions_back = 1
