-- Every figure before it is compared: sums, what is missing, what a reviewer said. Nothing arrived is not
-- zero: a line whose input nobody ever sent has no figure, for the city or a unit, and a silent unit leaves a
-- count of nothing open.
with missing as (
    select i.indicator_id, min(i.standard) as standard
    from {{ ref('indicator_inputs') }} as i
    where
        not exists (
            select 1 from {{ ref('stg_batches') }} as b
            where b.standard = i.standard and b.state <> 'stopped' and (b.rows_read > 0 or b.nil_return)
        )
        and not exists (select 1 from {{ ref('stg_late_batches') }} as l where l.standard = i.standard)
    group by i.indicator_id
),

keyed as (
    select indicator_id, cast(null as string) as part, 'city' as unit_kind, '全市' as unit
    from {{ ref('indicators') }}
    union
    select indicator_id, part, unit_kind, unit from {{ ref('indicator_sums') }}
),

joined as (
    select
        l.*,
        -- a figure beside the line may be counted in another way than the line itself
        coalesce(p.formula, l.formula) as part_formula,
        coalesce(p.title, k.part) as part_title,
        k.unit_kind = 'city' and k.part is null as is_line,
        k.part, k.unit_kind, k.unit,
        m.standard is not null as is_missing,
        m.standard as missing_standard,
        s.median_weight,
        s.silent_members,
        coalesce(s.is_of_line, true) as is_of_line,
        -- `ten fields` is the city's number: a unit that answers for one cannot reach ten. None is none.
        coalesce(s.is_of_line, true)
        and (l.formula <> 'count' or l.target_value = 0 or (k.unit_kind = 'city' and k.part is null))
            as has_target,
        case when m.standard is null then s.numerator end as numerator,
        case when m.standard is null then s.denominator end as denominator
    from keyed as k
    inner join {{ ref('indicator_reviews') }} as l
        on k.indicator_id = l.indicator_id
    left join {{ ref('indicator_sums') }} as s
        on
            k.indicator_id = s.indicator_id
            and k.unit_kind = s.unit_kind
            and k.unit = s.unit
            and k.part is not distinct from s.part
    left join {{ ref('indicator_parts') }} as p
        on k.indicator_id = p.indicator_id and k.part = p.part and {{ in_force('p', 'l.as_of_date') }}
    left join missing as m
        on k.indicator_id = m.indicator_id
)

select
    indicator_id,
    as_of_date,
    period_start,
    unit_kind,
    unit,
    part,
    part_title,
    part_formula as formula,
    numerator,
    denominator, median_weight,
    case when has_target then target_operator end as target_operator,
    case when has_target then target_basis else 'none' end as target_basis,
    is_evidence,
    case when is_line then evidence_items else 0 end as evidence_items,
    -- the verdict is on the line, not on a part or a unit of it
    case when is_line then verdict end as verdict,
    case when is_line then reviewed_by end as reviewed_by,
    case when is_line then reviewed_on end as reviewed_on,
    -- a part that only stands beside the line has no target; one that splits the line up has the line's
    case when has_target then target_value end as target_value,
    -- a part beside the line may run the other way (late reports beside reports in time)
    case when is_of_line and direction in ('up', 'down') then direction end as direction,
    case formula when 'growth' then numerator - denominator else numerator end as compared,
    case formula when 'count' then target_value else target_value * denominator end as goal,
    case
        when formula is null then 'not_in_force'
        when is_evidence and verdict is null then 'not_reviewed'
        -- a reviewer has spoken of the line as a whole: nobody of a unit or a part alone
        when is_evidence and not is_line then 'verdict_on_line'
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
