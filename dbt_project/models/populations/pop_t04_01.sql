-- 双公示及时率, the strict reading: decisions due in the month of the as-of date, so that what was never reported
-- counts as well as what came late. Whose state cannot be judged is shown, but not counted.
with clock as (
    select
        *,
        cast(date_trunc('month', as_of_date) as date) as month_start,
        state in ('on_time', 'late', 'overdue') as is_judged
    from {{ ref('disclosure_clock') }}
)

{{ members(
    source='clock as c', unit='coalesce(c.authority, c.authority_uscc)', part='c.kind',
    subject='c.subject_id', record='c.record_id', lineage='c',
    denominator='c.is_judged', numerator="c.state = 'on_time'", reason='c.state',
    where='(c.is_judged and c.due_on >= c.month_start and c.due_on <= c.as_of_date)
    or (not c.is_judged and c.decided_on >= c.month_start and c.decided_on <= c.as_of_date)'
) }}
