-- 双公示 on time: decisions whose seventh working day fell in the month. Working days on which the platform
-- was down are not counted against the unit. A delivery of a unit that had no decision due is shown, so
-- that silence and having nothing are two things.
with feeds as (
    select * from {{ ref('scored_feeds') }} where is_disclosure
),

units as (
    select distinct unit from {{ ref('indicator_units_today') }}
),

-- who decided answers; an office nobody has named is answered for by the department that reports it
due as (
    select
        c.*, f.month, coalesce(u.unit, f.unit) as unit,
        coalesce(c.first_reported_on, c.as_of_date) as looked_until
    from {{ ref('disclosure_clock') }} as c
    inner join feeds as f
        on c.feed_id = f.feed_id and c.due_on >= f.month_start and c.due_on <= f.judged_until
    {{ join_unit('c.authority', 'n') }}
    left join units as u
        on {{ unit_name('c.authority', 'n') }} = u.unit
    where c.state in ('on_time', 'late', 'overdue')
),

outages as (
    select d.record_id, count(*) as days
    from due as d
    inner join {{ ref('outage_days') }} as o
        on d.decided_on < o.day and d.looked_until >= o.day
    inner join {{ ref('working_days') }} as w
        on o.day = w.day and w.is_working_day
    where o.confirmed and d.state <> 'on_time'
    group by d.record_id
),

moved as (
    select
        d.*,
        coalesce(looked.working_day_no - o.days <= due_day.working_day_no, false) as is_outage
    from due as d
    left join outages as o
        on d.record_id = o.record_id
    left join {{ ref('working_days') }} as looked
        on d.looked_until = looked.day
    left join {{ ref('working_days') }} as due_day
        on d.due_on = due_day.day
),

delivered as (
    select f.unit, f.month, b.feed_id, b.batch_id, b.nil_return
    from feeds as f
    inner join {{ ref('stg_batches') }} as b
        on f.feed_id = b.feed_id and f.month_start <= b.received_on and f.judged_until >= b.received_on
    where b.state <> 'stopped' and (b.rows_read > 0 or b.nil_return)
)

{{ score_things(
    source='moved as c', item='timeliness_disclosure', unit='c.unit', month='c.month', record='c.record_id',
    reference='c.document_no', lineage='c',
    denominator="not (c.is_outage and c.state = 'overdue')",
    numerator="c.state = 'on_time' or (c.is_outage and c.state = 'late')",
    reason="case when c.is_outage and c.state = 'overdue' then 'pending' when c.is_outage then 'on_time' else c.state end",
    outage='c.is_outage'
) }}
union all
{{ score_things(
    source='delivered as d', item='timeliness_disclosure', unit='d.unit', month='d.month', delivery='d',
    reference="d.feed_id || ' ' || d.batch_id", denominator='false', numerator='false',
    reason="case when d.nil_return then 'nil_return' else 'delivered' end"
) }}
