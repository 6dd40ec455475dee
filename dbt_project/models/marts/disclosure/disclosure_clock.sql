-- The seven-working-day clock. Days are counted by the calendar's running number of working days, so a
-- decision on a rest day and a weekend that was worked need no rule of their own, and a day the calendar
-- does not cover gives an unknown due date, never a guess.
with clocked as (
    select
        d.*,
        run.as_of_date,
        due.day as due_on,
        coalesce(due.certainty = 'provisional', false) as provisional,
        reported.working_day_no - decided.working_day_no as working_days_used,
        exempt.kind is not null as is_exempt,
        trace.published_on,
        trace.acknowledged_on
    from {{ ref('decisions') }} as d
    cross join {{ ref('stg_run') }} as run
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
)

select
    record_id,
    kind,
    authority,
    authority_uscc,
    document_no,
    subject_id,
    decided_on,
    due_on,
    provisional,
    first_reported_on,
    published_on,
    acknowledged_on,
    case
        when is_exempt then 'exempt'
        when due_on is null then 'unknown'
        when first_reported_on <= due_on then 'on_time'
        when first_reported_on is not null then 'late'
        when as_of_date <= due_on then 'pending'
        else 'overdue'
    end as state,
    cast(working_days_used as integer) as working_days_used,
    feed_id,
    batch_id,
    source_sheet,
    source_row,
    as_of_date
from clocked
