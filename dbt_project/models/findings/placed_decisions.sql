-- What people decided about questions, each beside the questions it means: one row for each of them, and one
-- without a question where there is none.
with asked as (
    select distinct feed_id, batch_id, source_sheet, source_row, rule_id
    from {{ ref('found_issues') }}
    where severity in ('question', 'reject', 'stop') and state in ('question', 'rejected', 'file')
    union
    -- a decision may lead nowhere, and that question too is decided upon
    select feed_id, batch_id, source_sheet, source_row, 'DECISION-NO-QUESTION' as rule_id
    from {{ ref('cur_question_decisions') }}
)

select
    d.record_id as decision_id, d.decision, d.assigned_to, d.reason, d.author, d.decided_on, d.received_at,
    d.feed_id as decision_feed_id, d.batch_id as decision_batch_id,
    d.source_sheet as decision_sheet, d.source_row as decision_row,
    a.feed_id, a.batch_id, a.source_sheet, a.source_row, a.rule_id
from {{ ref('cur_question_decisions') }} as d
left join asked as a
    on
        d.feed = a.feed_id
        and d.batch = a.batch_id
        and coalesce(d.sheet, '') = coalesce(a.source_sheet, '')
        and d.row_no is not distinct from a.source_row
        and (d.rule_id is null or d.rule_id = a.rule_id)
