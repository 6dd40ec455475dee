-- 双公示数量对账 by unit, month of the decision and kind: produced by the ledger and by the
-- monthly report, reported, published, acknowledged. A source that is not there is
-- null with its reason, not zero (law 8).
with counted as (
    select
        unit, month, kind,
        count(case when side = 'produced' then 1 end) as produced,
        count(case when side = 'produced' and not is_reported then 1 end) as unreported,
        count(case when side = 'reported' then 1 end) as reported,
        count(case when is_accepted then 1 end) as accepted,
        count(case when is_published then 1 end) as published,
        count(case when is_acknowledged then 1 end) as acknowledged
    from {{ ref('disclosure_sides') }}
    group by unit, month, kind
),

stated as (
    select
        {{ unit_name('r.unit', 'n') }} as unit, r.month, m.kind,
        r.produced, r.published, r.reported, r.difference_reason,
        m.feed_id, m.batch_id, m.source_sheet, m.source_row
    from {{ ref('monthly_reports') }} as m
    inner join {{ ref('cur_disclosure_monthly_reports') }} as r
        on m.record_id = r.record_id
    {{ join_unit('r.unit', 'n') }}
    where m.kind is not null
),

ledgers as (
    select unit, kind, min(month) as first_month, max(month) as last_month
    from {{ ref('disclosure_sides') }}
    where side = 'produced'
    group by unit, kind
),

cells as (
    select unit, month, kind from counted
    union
    select unit, month, kind from stated
),

compared as (
    select
        e.unit, e.month, e.kind,
        case
            when l.unit is null then 'no_ledger'
            when e.month < l.first_month or e.month > l.last_month then 'outside_ledger'
        end as produced_missing,
        c.produced, c.unreported, c.reported, c.accepted, c.published, c.acknowledged,
        s.unit is null as is_unstated,
        s.produced as stated_produced, s.published as stated_published, s.reported as stated_reported,
        s.difference_reason, s.feed_id, s.batch_id, s.source_sheet, s.source_row
    from cells as e
    left join counted as c
        on e.unit = c.unit and e.month = c.month and e.kind = c.kind
    left join stated as s
        on e.unit = s.unit and e.month = s.month and e.kind = s.kind
    left join ledgers as l
        on e.unit = l.unit and e.kind = l.kind
)

select
    r.unit, r.month, r.kind,
    case when r.produced_missing is null then coalesce(r.produced, 0) end as produced,
    case when r.produced_missing is null then coalesce(r.unreported, 0) end as unreported,
    r.produced_missing,
    r.stated_produced, r.stated_published, r.stated_reported,
    case when r.is_unstated then 'no_monthly_report' end as stated_missing,
    r.difference_reason,
    coalesce(r.reported, 0) as reported,
    coalesce(r.accepted, 0) as accepted,
    case when {{ has_arrived('portal_publications') }} then coalesce(r.published, 0) end as published,
    case when not {{ has_arrived('portal_publications') }} then 'feed_missing' end as published_missing,
    case when {{ has_arrived('upper_receipts') }} then coalesce(r.acknowledged, 0) end as acknowledged,
    case when not {{ has_arrived('upper_receipts') }} then 'feed_missing' end as acknowledged_missing,
    r.stated_produced - coalesce(r.reported, 0) as stated_less_reported,
    r.feed_id, r.batch_id, r.source_sheet, r.source_row, run.as_of_date
from compared as r
cross join {{ ref('stg_run') }} as run
