-- The seven-working-day clock. A day that was put right after the first report takes away none of the time
-- first given: the later of the two due days counts.
select
    d.record_id, d.kind, d.authority, d.authority_uscc, d.document_no, d.subject_id, d.decided_on,
    d.first_decided_on,
    case when given.due_on > due.due_on then given.due_on else due.due_on end as due_on,
    coalesce(case when given.due_on > due.due_on then given.is_provisional else due.is_provisional end, false)
        as provisional,
    exempt.kind is not null as is_exempt,
    d.is_disputed,
    d.first_reported_on,
    trace.published_on,
    trace.acknowledged_on,
    cast(reported.working_day_no - due.working_day_no as integer) as working_days_used,
    d.feed_id, d.batch_id, d.source_sheet, d.source_row
from {{ ref('decisions') }} as d
left join {{ ref('due_days') }} as due
    on d.kind = due.kind and d.decided_on = due.day
left join {{ ref('due_days') }} as given
    on d.kind = given.kind and d.first_decided_on = given.day
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
