-- generated from ingest/standards, do not edit: make generate
select
    v.report_no,
    v.kind,
    v.unit,
    v.party_name,
    v.party_uscc,
    v.party_registration_no,
    v.agency_name,
    v.agency_uscc,
    v.issued_on,
    v.valid_until,
    v.submitted_on,
    v.record_key,
    v.row_state,
    v.source_sheet,
    v.source_row,
    v.feed_id,
    v.batch_id,
    v.received_at,
    v.received_on,
    md5('credit_reports|' || v.record_key) as record_id,
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
    from {{ ref('stg_credit_reports') }} as s
    inner join {{ ref('live_batches') }} as b
        on s.feed_id = b.feed_id and s.batch_id = b.batch_id
    where {{ touched_keys('credit_reports', 's.record_key') }}
) as v
left join {{ ref('record_links') }} as l
    on
        l.standard = 'credit_reports'
        and v.feed_id = l.feed_id
        and v.batch_id = l.batch_id
        and v.source_sheet is not distinct from l.source_sheet
        and v.source_row = l.source_row
where v.versions_back = 1
