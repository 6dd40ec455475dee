-- The seven-working-day clock. Days are counted by the calendar's running number of working days, so a
-- decision on a rest day and a weekend that was worked need no rule of their own, and a day the calendar
-- does not cover gives an unknown due date, never a guess.
select
    d.record_id, d.kind, d.authority, d.authority_uscc, d.document_no, d.subject_id, d.decided_on,
    d.first_decided_on,
    due.day as due_on,
    coalesce(due.certainty = 'provisional', false) as provisional,
    exempt.kind is not null as is_exempt,
    d.is_disputed,
    d.first_reported_on,
    trace.published_on,
    trace.acknowledged_on,
    cast(reported.working_day_no - decided.working_day_no as integer) as working_days_used,
    d.feed_id, d.batch_id, d.source_sheet, d.source_row
from {{ ref('decisions') }} as d
left join {{ ref('disclosure_rules') }} as rule
    on d.kind = rule.kind and {{ in_force('rule', 'd.decided_on') }}
left join {{ ref('working_days') }} as decided
    on d.decided_on = decided.day
left join {{ ref('working_days') }} as due
    on decided.working_day_no + rule.working_days = due.working_day_no and due.is_working_day
left join {{ ref('working_days') }} as reported
    on d.first_reported_on = reported.day
left join {{ ref('disclosure_exemptions') }} as exempt
    on
        d.kind = exempt.kind
        and d.procedure = exempt.procedure
        and {{ in_force('exempt', 'd.decided_on') }}
left join {{ ref('decision_traces') }} as trace
    on d.record_id = trace.record_id
where {{ touched('d.record_id', 'touched_clocks') }}
