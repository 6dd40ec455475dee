-- Decisions whose seventh working day fell in a judged month, and who answers for them. Working days on which
-- the platform was down are not counted against the unit.
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
)

select
    record_id, month, unit, document_no, state, is_outage, feed_id, batch_id, source_sheet, source_row
from moved
