-- The clock of every decision as it stands on the as-of date: what is not reported yet is pending until its
-- day has passed. What was withdrawn is judged as the policy of its day says: what was revoked was owed as
-- long as it stood.
with clocked as (
    select
        c.*,
        run.as_of_date,
        w.withdrawal,
        w.withdrawn_on,
        coalesce(rule.is_counted, true) as is_counted
    from {{ ref('decision_clocks') }} as c
    cross join {{ ref('stg_run') }} as run
    left join {{ ref('decision_withdrawals') }} as w
        on c.record_id = w.record_id
    left join {{ ref('withdrawal_rules') }} as rule
        on w.withdrawal = rule.withdrawal and {{ in_force('rule', 'c.decided_on') }}
)

select
    record_id, kind, authority, authority_uscc, document_no, subject_id, decided_on,
    first_decided_on,
    due_on,
    provisional,
    first_reported_on, published_on, acknowledged_on,
    case
        when is_exempt or not is_counted then 'exempt'
        when due_on is null then 'unknown'
        when first_reported_on <= due_on then 'on_time'
        when first_reported_on is not null then 'late'
        when withdrawn_on <= due_on then 'exempt'
        when as_of_date <= due_on then 'pending'
        else 'overdue'
    end as state,
    working_days_used,
    withdrawal,
    withdrawn_on,
    is_disputed,
    feed_id, batch_id, source_sheet, source_row, as_of_date
from clocked
