-- Decisions that are in the archive only: what must not be shown as standing any more, and why.
select
    d.record_id, d.kind, d.authority, d.authority_uscc, d.document_no, d.subject_id, d.decided_on,
    w.withdrawal, w.withdrawn_on, w.known_on, w.reason, w.basis, w.said_by,
    w.feed_id, w.batch_id, w.source_sheet, w.source_row, run.as_of_date
from {{ ref('decision_withdrawals') }} as w
inner join {{ ref('decisions') }} as d
    on w.record_id = d.record_id
cross join {{ ref('stg_run') }} as run
