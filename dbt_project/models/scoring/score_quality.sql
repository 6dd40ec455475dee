-- How good the rows of a unit are: which of those read could be taken in, and in which a required cell
-- was empty or another check failed. The good rows of a delivery are one member with their number as
-- weight, each bad row is one of its own, so that it can be found and appealed. Rows are judged as they
-- were first sent: what comes back in a return workbook adds no rows and takes no bad ones away.
with batches as (
    select
        f.unit, f.month, b.feed_id, b.batch_id, b.nil_return, b.rows_read,
        b.accepted + b.repaired as taken_in
    from {{ ref('scored_feeds') }} as f
    inner join {{ ref('stg_batches') }} as b
        on f.feed_id = b.feed_id and f.month_start <= b.received_on and f.judged_until >= b.received_on
    where b.amends is null and b.state <> 'stopped' and (b.rows_read > 0 or b.nil_return)
),

findings as (
    select
        q.feed_id, q.batch_id, q.source_sheet, q.source_row, q.rule_id, q.state,
        q.severity in ('question', 'reject') as is_held, r.item
    from {{ ref('stg_questions') }} as q
    inner join batches as b
        on q.feed_id = b.feed_id and q.batch_id = b.batch_id
    inner join {{ ref('score_months') }} as m
        on b.month = m.month
    left join {{ ref('rubric_findings') }} as r
        on q.rule_group = r.rule_group and {{ in_force('r', 'm.month_start') }}
    where q.source_row is not null
),

bad as (
    select
        'valid_entry' as item, feed_id, batch_id, source_sheet, source_row, max(state) as reason,
        coalesce(min(case when is_held then rule_id end), min(rule_id)) as rule_id
    from findings
    where state in ('question', 'rejected', 'duplicate')
    group by feed_id, batch_id, source_sheet, source_row
    union all
    select
        item, feed_id, batch_id, source_sheet, source_row,
        case item when 'completeness' then 'required_empty' else 'check_failed' end as reason,
        min(rule_id) as rule_id
    from findings
    where is_held and item is not null
    group by item, feed_id, batch_id, source_sheet, source_row
),

items as (
    select 'valid_entry' as item
    union all
    select 'completeness' as item
    union all
    select 'accuracy' as item
),

totals as (
    select i.item, b.*, count(x.source_row) as bad_rows
    from batches as b
    cross join items as i
    left join bad as x
        on b.feed_id = x.feed_id and b.batch_id = x.batch_id and i.item = x.item
    group by all
)

{{ score_things(
    source='totals as t', item='t.item', unit='t.unit', month='t.month', delivery='t',
    reference="t.feed_id || ' ' || t.batch_id",
    weight="case when t.item = 'valid_entry' then t.taken_in else t.rows_read - t.bad_rows end",
    denominator='t.rows_read > 0', numerator='t.rows_read > 0',
    reason="case when t.rows_read > 0 then 'good_rows' else 'nil_return' end"
) }}
union all
{{ score_things(
    source='bad as x inner join batches as b on x.feed_id = b.feed_id and x.batch_id = b.batch_id',
    item='x.item', unit='b.unit', month='b.month', lineage='x', numerator='false', reason='x.reason',
    reference="x.batch_id || ' ' || coalesce(x.source_sheet || '!', '') || cast(x.source_row as string)",
    detail='x.rule_id'
) }}
union all
-- a row that is neither taken in nor found fault with cannot be; if one is, it is not lost
{{ score_things(
    source='totals as t', item='valid_entry', unit='t.unit', month='t.month', delivery='t',
    reference="t.feed_id || ' ' || t.batch_id || ' ' || 'unexplained'",
    weight='t.rows_read - t.taken_in - t.bad_rows', numerator='false', reason="'unexplained'",
    where="t.item = 'valid_entry' and t.rows_read > t.taken_in + t.bad_rows"
) }}
