-- The evidence shown for each line, and whether it is dated in the line's period: what a reviewer looks at.
select
    e.indicator_id, l.as_of_date, e.record_id, e.evidence_no, e.kind, e.title, e.item,
    {{ unit_name('e.unit', 'n') }} as unit,
    e.district, e.document_no, e.dated_on, e.valid_until, e.quantity,
    e.dated_on <= l.as_of_date and (l.period_start is null or e.dated_on >= l.period_start) as is_in_period,
    d.document_state, d.document_sha256, d.document_batch_id,
    e.feed_id, e.batch_id, e.source_sheet, e.source_row
from {{ ref('cur_evidence') }} as e
inner join {{ ref('indicator_reviews') }} as l
    on e.indicator_id = l.indicator_id
left join {{ ref('evidence_documents') }} as d
    on e.record_id = d.record_id
{{ join_unit('e.unit', 'n') }}
