-- Decisions of a period for which the unit declared that there were none: its own ledger has them, or it
-- reported them after all. Portals and receipts are dated by their own day, so they contradict nothing here.
with declared as (
    select
        p.unit, p.feed_id, p.batch_id, p.period, p.period_start, p.period_end,
        case f.standard when 'administrative_permit' then 'permit' else 'penalty' end as kind
    from {{ ref('feed_periods') }} as p
    inner join {{ ref('stg_feeds') }} as f
        on p.feed_id = f.feed_id
    where p.is_nil_return and p.is_disclosure
)

select
    d.unit, d.kind, d.period, d.feed_id as nil_feed_id, d.batch_id as nil_batch_id,
    n.document_no, n.seen_in, n.dated_on,
    n.feed_id, n.batch_id, n.source_sheet, n.source_row, run.as_of_date
from declared as d
inner join {{ ref('decision_numbers') }} as n
    on d.unit = n.unit and d.kind = n.kind and d.period_start <= n.dated_on and d.period_end >= n.dated_on
cross join {{ ref('stg_run') }} as run
where n.seen_in in ('ledger', 'reported')
qualify
    row_number() over (
        partition by d.feed_id, d.period, n.document_key
        order by n.seen_in, d.batch_id
    ) = 1
