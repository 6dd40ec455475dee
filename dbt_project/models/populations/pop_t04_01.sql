-- 双公示及时率, the strict reading: decisions due in the month of the as-of date, so that what was never reported
-- counts as well as what came late. Whose state cannot be judged is shown, but not counted.
with clock as (
    select
        *,
        cast(date_trunc('month', as_of_date) as date) as month_start,
        state in ('on_time', 'late', 'overdue') as is_judged
    from {{ ref('disclosure_clock') }}
)

select
    'T04-01' as indicator_id,
    coalesce(authority, authority_uscc) as unit,
    kind as part,
    true as is_main,
    subject_id,
    record_id,
    is_judged as in_denominator,
    state = 'on_time' as in_numerator,
    cast(1 as decimal(12, 4)) as weight,
    state as reason,
    feed_id,
    batch_id,
    source_sheet,
    source_row
from clock
where
    (is_judged and due_on >= month_start and due_on <= as_of_date)
    or (not is_judged and decided_on >= month_start and decided_on <= as_of_date)
