-- Who owes a monthly report of permits or penalties in each judged month, about the month before, and the
-- report if there is one.
with duties as (
    select distinct
        f.unit, f.decision_kind as kind, m.month, m.month_start, m.previous_month,
        m.previous_start, m.previous_end, m.as_of_date,
        least(m.month_start + m.report_due_day - 1, m.month_end) as due_on
    from {{ ref('scored_feeds') }} as f
    inner join {{ ref('score_months') }} as m
        on f.month = m.month
    where f.is_disclosure
)

select
    u.unit, u.kind, u.month, u.month_start, u.previous_month, u.previous_start, u.previous_end, u.due_on,
    r.produced, r.submitted_on, coalesce(r.submitted_on, u.as_of_date) as looked_until,
    r.record_id, r.feed_id, r.batch_id, r.source_sheet, r.source_row
from duties as u
left join {{ ref('monthly_reports') }} as r
    on u.unit = r.unit and u.kind = r.kind and u.previous_month = r.month
