-- Decisions that may never have been reported, each once, by its strongest evidence: the department's own
-- ledger, a portal or site, a receipt from above, a number missing between two known ones. All are past the
-- last day to report; a missing number is evidence, not a finding: numbers are also void, or given to other
-- documents.

-- a number between two others was given by the day of the later one
with numbered as (
    select
        *,
        lead(running_no) over series_order - running_no - 1 as gap,
        lead(dated_on) over series_order as next_on
    from (
        select * from {{ ref('decision_numbers') }}
        where series is not null
        qualify
            row_number() over (
                partition by kind, unit, series, running_no
                order by
                    case seen_in when 'reported' then 1 when 'ledger' then 2 else 3 end, seen_in, document_key
            ) = 1
    ) as n
    window series_order as (partition by kind, unit, series order by running_no)
),

-- the calendar lends its numbers to count the missing ones
steps as (
    select row_number() over (order by day) as step
    from {{ ref('working_days') }}
    qualify row_number() over (order by day) <= {{ audit_rule('longest_gap') }}
),

missing as (
    select
        n.kind, n.unit, 'sequence_gap' as evidence, n.dated_on, n.next_on as known_on,
        n.series || lpad(
            cast(n.running_no + k.step as string),
            cast(greatest(n.digits, length(cast(n.running_no + k.step as string))) as integer), '0'
        ) || n.ending as document_no,
        n.feed_id, n.batch_id, n.source_sheet, n.source_row
    from numbered as n
    inner join {{ ref('document_series') }} as s
        on n.kind = s.kind and n.unit = s.unit and n.series = s.series and s.is_usable
    inner join steps as k
        on n.gap >= k.step
),

-- what was seen outside the reports and the ledger; the ledger's own entries are ledger_decisions
elsewhere as (
    select
        n.kind, n.unit, n.seen_in || '_only' as evidence, n.dated_on, n.dated_on as known_on, n.document_no,
        n.feed_id, n.batch_id, n.source_sheet, n.source_row
    from {{ ref('decision_numbers') }} as n
    left join {{ ref('decision_numbers') }} as told
        on
            n.kind = told.kind and n.unit = told.unit and n.document_key = told.document_key
            and told.seen_in in ('reported', 'ledger')
    where n.seen_in in ('portal', 'receipt') and told.kind is null
    qualify row_number() over (partition by n.kind, n.unit, n.document_key order by n.seen_in) = 1
),

found as (
    select
        kind, unit, 'ledger' as evidence, decided_on as dated_on, decided_on as known_on, document_no,
        feed_id, batch_id, source_sheet, source_row
    from {{ ref('ledger_decisions') }}
    where not is_reported
    union all
    select * from elsewhere
    union all
    select * from missing
)

select
    f.unit, substr(cast(f.dated_on as string), 1, 7) as month, f.kind, f.document_no, f.evidence,
    f.dated_on, d.due_on,
    f.feed_id, f.batch_id, f.source_sheet, f.source_row, run.as_of_date
from found as f
cross join {{ ref('stg_run') }} as run
left join {{ ref('due_days') }} as d
    on f.kind = d.kind and f.known_on = d.day
where d.due_on is null or d.due_on < run.as_of_date
