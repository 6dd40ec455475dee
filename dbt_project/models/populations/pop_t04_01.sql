-- 七天双公示: decisions due in the month that 信用盘锦 showed by their seventh working day; what was never shown
-- counts as well as what came late. What cannot be judged, and what the rule of its day keeps from the
-- public, is shown, but not counted. Beside the line stand reported, acknowledged, sites (by due month),
-- compliant and late (by report month), omitted. Who reported answers for the form of a row: a refused row
-- may not even say whose decision it is.
with reported as (
    select r.*, {{ unit_name('f.department', 'n') }} as unit
    from {{ ref('decision_rows') }} as r
    cross join {{ ref('run_periods') }} as run
    inner join {{ ref('stg_feeds') }} as f
        on r.feed_id = f.feed_id
    left join {{ ref('row_doubts') }} as w
        on
            r.feed_id = w.feed_id
            and r.batch_id = w.batch_id
            and r.source_sheet is not distinct from w.source_sheet
            and r.source_row = w.source_row
    {{ join_unit('f.department', 'n') }}
    where
        r.received_on >= run.month_start and r.received_on <= run.as_of_date
        and not coalesce(w.is_sample, false)
),

ledger as (
    select l.*, run.as_of_date, coalesce(l.due_on < run.as_of_date, false) as is_past_due
    from {{ ref('ledger_decisions') }} as l
    cross join {{ ref('run_periods') }} as run
    where l.decided_on >= run.year_start and l.decided_on <= run.as_of_date
),

sites as (
    select
        {{ unit_name('s.unit', 'n') }} as unit, s.is_main_column,
        s.feed_id, s.batch_id, s.source_sheet, s.source_row
    from {{ ref('cur_department_sites') }} as s
    {{ join_unit('s.unit', 'n') }}
    where s.column_name = '双公示'
    -- a site that names its office in two ways has the column if one of them says so
    qualify
        row_number() over (
            partition by {{ unit_name('s.unit', 'n') }}
            order by coalesce(s.is_main_column = '是', false) desc, s.source_row asc
        ) = 1
)

{{ members(
    source=ref('month_clocks') ~ ' as c', unit='c.unit', district='c.district', part='c.kind', subject='c.subject_id',
    record='c.record_id', lineage='c', where='c.is_due or c.is_open',
    denominator="c.public_state in ('published_in_time', 'published_late', 'not_published')",
    numerator="c.public_state = 'published_in_time'", reason='c.public_state'
) }}
union all
{{ members(
    source=ref('month_clocks') ~ ' as c', unit='c.unit', district='c.district', part="'reported'", item='c.kind',
    main='false', subject='c.subject_id', record='c.record_id', lineage='c', where='c.is_due',
    numerator="c.state = 'on_time'", reason='c.state'
) }}
union all
{{ members(
    source=ref('month_clocks') ~ ' as c', unit='c.unit', district='c.district', part="'acknowledged'",
    item='c.kind', main='false', subject='c.subject_id', record='c.record_id', lineage='c', where='c.is_due',
    denominator=has_arrived('upper_receipts'), numerator='coalesce(c.acknowledged_on <= c.due_on, false)',
    reason="case
        when not " ~ has_arrived('upper_receipts') ~ " then 'feed_missing'
        when c.acknowledged_on is null then 'not_acknowledged'
        when c.acknowledged_on <= c.due_on then 'acknowledged_in_time'
        else 'acknowledged_late'
    end"
) }}
union all
{{ members(
    source=ref('month_clocks') ~ ' as c', unit='c.unit', district='c.district', part="'late'", item='c.kind',
    main='false', subject='c.subject_id', record='c.record_id', lineage='c', where='c.is_reported_in_month',
    denominator="c.state in ('on_time', 'late')", numerator="c.state = 'late'", reason='c.state'
) }}
union all
{{ members(
    source='reported as r', unit='r.unit', part="'compliant'", item='r.kind', main='false',
    record='r.record_id', lineage='r', numerator='r.is_accepted', reason='r.row_state'
) }}
union all
{{ members(
    source='ledger as l', unit='l.unit', part="'omitted'", item='l.kind', main='false',
    subject='l.subject_id', record='l.record_id', lineage='l',
    denominator='l.due_on is not null', numerator='l.is_past_due and not l.is_reported',
    reason="case
        when l.is_reported then 'reported'
        when l.due_on is null then 'unknown'
        when l.is_past_due then 'never_reported'
        else 'not_due_yet'
    end"
) }}
union all
{{ members(
    source=items('T04-01', ['site']) ~ ' as i left join sites as s on i.unit = s.unit',
    unit='i.unit', district='i.district', part="'sites'", item='i.item', main='false', lineage='s',
    denominator=has_arrived('department_sites'), numerator="coalesce(s.is_main_column = '是', false)",
    reason="case
        when not " ~ has_arrived('department_sites') ~ " then 'feed_missing'
        when s.unit is null then 'no_column'
        when s.is_main_column = '是' then 'in_main_column'
        else 'not_in_main_column'
    end"
) }}
