-- Every line with the period it is asked for, the evidence shown in that period and the newest verdict a
-- reviewer gave on it. Whether an evidence line is fulfilled is a person's word, never computed.
with lines as (
    select
        l.indicator_id, l.as_of_date, l.formula, l.target_operator, l.target_value, l.target_basis,
        l.is_evidence, l.is_computed, l.silence_is_unknown, l.direction,
        case l.period
            when 'month' then p.month_start
            when 'quarter' then p.quarter_start
            when 'half-year' then p.half_year_start
            when 'year' then p.year_start
        end as period_start
    from {{ ref('indicators') }} as l
    cross join {{ ref('run_periods') }} as p
),

-- the newest verdict on the line that is about this period
verdicts as (
    select r.indicator_id, r.verdict, r.reviewer, r.reviewed_on
    from {{ ref('cur_evidence_reviews') }} as r
    inner join lines as l
        on r.indicator_id = l.indicator_id
    where
        r.reviewed_on <= l.as_of_date
        and (l.period_start is null or coalesce(r.period_start, r.reviewed_on) >= l.period_start)
    qualify
        row_number() over (
            partition by r.indicator_id order by r.reviewed_on desc, r.received_at desc, r.record_id asc
        ) = 1
),

shown as (
    select e.indicator_id, count(*) as evidence_items
    from {{ ref('cur_evidence') }} as e
    inner join lines as l
        on e.indicator_id = l.indicator_id
    where e.dated_on <= l.as_of_date and (l.period_start is null or e.dated_on >= l.period_start)
    group by e.indicator_id
)

select
    l.indicator_id, l.as_of_date, l.formula, l.target_operator, l.target_value, l.target_basis, l.is_evidence,
    l.is_computed, l.silence_is_unknown, l.direction, l.period_start,
    coalesce(e.evidence_items, 0) as evidence_items,
    v.verdict, v.reviewer as reviewed_by, v.reviewed_on
from lines as l
left join verdicts as v
    on l.indicator_id = v.indicator_id
left join shown as e
    on l.indicator_id = e.indicator_id
