-- generated from ingest/standards, do not edit: make generate
select
    v.taxpayer_no,
    v.name,
    v.rating_year,
    v.grade,
    v.rated_by,
    v.record_key,
    v.row_state,
    v.source_sheet,
    v.source_row,
    v.feed_id,
    v.batch_id,
    v.received_at,
    v.received_on,
    md5('a_grade_taxpayers|' || v.record_key) as record_id,
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
    from {{ ref('stg_a_grade_taxpayers') }} as s
    inner join {{ ref('live_batches') }} as b
        on s.feed_id = b.feed_id and s.batch_id = b.batch_id
) as v
left join {{ ref('record_links') }} as l
    on
        l.standard = 'a_grade_taxpayers'
        and v.feed_id = l.feed_id
        and v.batch_id = l.batch_id
        and v.source_sheet is not distinct from l.source_sheet
        and v.source_row = l.source_row
where v.versions_back = 1
