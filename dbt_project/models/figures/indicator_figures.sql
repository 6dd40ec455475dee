-- Every figure before it is compared: sums, what is missing, what a reviewer said. Nothing arrived is not zero: a
-- line whose input nobody ever sent has no figure for the city, and a silent unit leaves a count of nothing open.
with missing as (
    select i.indicator_id, min(i.standard) as standard
    from {{ ref('indicator_inputs') }} as i
    where
        not exists (
            select 1 from {{ ref('stg_batches') }} as b
            where b.standard = i.standard and b.state <> 'stopped' and (b.rows_read > 0 or b.nil_return)
        )
    group by i.indicator_id
),

keyed as (
    select indicator_id, cast(null as string) as part, 'city' as unit_kind, '全市' as unit
    from {{ ref('indicators') }}
    union
    select indicator_id, part, unit_kind, unit from {{ ref('indicator_sums') }}
),

lines as (
    select
        l.*,
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
),

joined as (
    select
        l.*,
        k.part, k.unit_kind, k.unit,
        m.standard is not null and k.unit_kind = 'city' as is_missing,
        case when m.standard is not null and k.unit_kind = 'city' then m.standard end as missing_standard,
        s.silent_members,
        case when m.standard is null or k.unit_kind <> 'city' then s.numerator end as numerator,
        case when m.standard is null or k.unit_kind <> 'city' then s.denominator end as denominator,
        coalesce(e.evidence_items, 0) as evidence_items,
        v.verdict, v.reviewer as reviewed_by, v.reviewed_on
    from keyed as k
    inner join lines as l
        on k.indicator_id = l.indicator_id
    left join {{ ref('indicator_sums') }} as s
        on
            k.indicator_id = s.indicator_id
            and k.unit_kind = s.unit_kind
            and k.unit = s.unit
            and k.part is not distinct from s.part
    left join missing as m
        on k.indicator_id = m.indicator_id
    left join verdicts as v
        on k.indicator_id = v.indicator_id and k.unit_kind = 'city' and k.part is null
    left join shown as e
        on k.indicator_id = e.indicator_id and k.unit_kind = 'city' and k.part is null
)

select
    indicator_id, as_of_date, period_start, unit_kind, unit, part, formula, numerator, denominator,
    target_operator, target_basis, is_evidence, evidence_items, verdict, reviewed_by, reviewed_on,
    -- a part is shown beside the line and has no target of its own, except where it is the line split up
    target_value,
    case formula when 'growth' then numerator - denominator else numerator end as compared,
    case formula when 'count' then target_value else target_value * denominator end as goal,
    case
        when is_evidence and verdict is null then 'not_reviewed'
        when is_evidence then null
        when not is_computed then 'not_computed'
        when is_missing then 'feed_missing'
        when denominator is null then 'no_denominator'
        when silence_is_unknown and silent_members > 0 and numerator = 0 then 'silent_unit'
        when denominator = 0 and formula = 'growth' then 'zero_base'
        when denominator = 0 then 'no_denominator'
    end as reason,
    case
        when is_missing then missing_standard
        when silence_is_unknown and silent_members > 0 then cast(silent_members as string)
    end as detail
from joined
