-- The clock of every decision as it stands on the as-of date: what is not reported yet is pending until its
-- day has passed. A day that was put right after the report takes away none of the time first given. What was
-- withdrawn is judged as the policy of its day says: what was revoked was owed as long as it stood.
with clocked as (
    select
        c.*,
        run.as_of_date,
        case when f.first_due_on > c.due_on then f.first_due_on else c.due_on end as last_day,
        case when f.first_due_on > c.due_on then f.is_provisional else c.provisional end as is_provisional,
        w.withdrawal,
        w.withdrawn_on,
        coalesce(rule.is_counted, true) as is_counted
    from {{ ref('decision_clocks') }} as c
    cross join {{ ref('stg_run') }} as run
    left join {{ ref('corrected_days') }} as f
        on c.record_id = f.record_id
    left join {{ ref('decision_withdrawals') }} as w
        on c.record_id = w.record_id
    left join {{ ref('withdrawal_rules') }} as rule
        on w.withdrawal = rule.withdrawal and {{ in_force('rule', 'c.decided_on') }}
)

select
    record_id, kind, authority, authority_uscc, document_no, subject_id, decided_on,
    first_decided_on,
    last_day as due_on,
    is_provisional as provisional,
    first_reported_on, published_on, acknowledged_on,
    case
        when is_exempt or not is_counted then 'exempt'
        when last_day is null then 'unknown'
        when first_reported_on <= last_day then 'on_time'
        when first_reported_on is not null then 'late'
        when withdrawn_on <= last_day then 'exempt'
        when as_of_date <= last_day then 'pending'
        else 'overdue'
    end as state,
    working_days_used,
    withdrawal,
    withdrawn_on,
    is_disputed,
    feed_id, batch_id, source_sheet, source_row, as_of_date
from clocked
