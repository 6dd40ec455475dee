-- What disclosure_reconciliation counts, decision by decision: what the ledgers say was decided, and what
-- was reported, with what portal and national platform say of it. What need not be disclosed, and what was
-- taken back, is on neither side.
with reported as (
    select
        c.*,
        {{ unit_name('coalesce(c.authority, c.authority_uscc)', 'n') }} as unit
    from {{ ref('decision_clocks') }} as c
    left join {{ ref('decision_withdrawals') }} as w
        on c.record_id = w.record_id and w.withdrawal = 'deleted'
    {{ join_unit('c.authority', 'n') }}
    where not c.is_exempt and w.record_id is null
),

sides as (
    select
        unit, substr(cast(decided_on as string), 1, 7) as month, kind, 'produced' as side, record_id,
        document_no, is_reported,
        cast(null as boolean) as is_accepted,
        cast(null as boolean) as is_published,
        cast(null as boolean) as is_acknowledged,
        feed_id, batch_id, source_sheet, source_row
    from {{ ref('ledger_decisions') }}
    union all
    select
        coalesce(unit, '') as unit,
        coalesce(substr(cast(decided_on as string), 1, 7), '') as month,
        kind, 'reported' as side, record_id, document_no,
        true as is_reported,
        first_reported_on is not null as is_accepted,
        published_on is not null as is_published,
        acknowledged_on is not null as is_acknowledged,
        feed_id, batch_id, source_sheet, source_row
    from reported
)

select s.*, run.as_of_date
from sides as s
cross join {{ ref('stg_run') }} as run
