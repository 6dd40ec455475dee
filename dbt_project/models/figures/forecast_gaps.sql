-- How much is still missing to each target, or too much for it, for the city and each unit. Counted in whole
-- records (amounts to the fourth decimal), strict and not strict apart: `> 0.5` of ten is six, `>= 0.5` five.
with figures as (
    select
        f.indicator_id, f.as_of_date, f.unit_kind, f.unit, f.formula, f.numerator, f.denominator, f.reason,
        l.target_operator, l.target_value, l.target_basis,
        r.noun, r.delivery, r.is_amount, r.numerator_grows, r.denominator_grows,
        l.target_operator in ('>', '<') as is_strict,
        l.target_operator in ('>=', '>') as is_up,
        case
            when f.formula = 'ratio' then l.target_value * f.denominator
            when f.formula = 'growth' then (1 + l.target_value) * f.denominator
            -- the target of a list is the city's; of a unit it asks for all its own items, or for none
            when f.unit_kind = 'city' or l.target_value = 0 then l.target_value
            when l.target_operator in ('>=', '>') then f.denominator
            else 0
        end as goal
    from {{ ref('indicator_figures') }} as f
    inner join {{ ref('indicators') }} as l
        on f.indicator_id = l.indicator_id
    inner join {{ ref('forecast_rules') }} as r
        on f.indicator_id = r.indicator_id and {{ in_force('r', 'f.as_of_date') }}
    where
        f.part is null
        and f.unit_kind in ('city', 'unit')
        and l.target_value is not null
        and not f.is_evidence
),

gaps as (
    select *, case when is_up then goal - numerator else numerator - goal end as gap from figures
),

candidates as (
    select
        *,
        case
            when is_amount then cast(gap as decimal(28, 4)) else cast(floor(gap) as decimal(28, 4))
        end as whole,
        case when is_amount then cast(0.0001 as decimal(28, 4)) else cast(1 as decimal(28, 4)) end as step,
        -- what comes on both sides moves the goal too
        delivery = 'add' and is_up and formula = 'ratio' as moves_goal,
        cast(
            floor(cast(gap as double) / cast(nullif(1 - target_value, 0) as double)) as decimal(28, 4)
        ) as whole_moving
    from gaps
)

select
    indicator_id, as_of_date, unit_kind, unit, formula, numerator, denominator, target_operator, target_value,
    target_basis, noun, delivery, is_amount, numerator_grows, denominator_grows, is_up, reason,
    extract(month from as_of_date) - 1
    + extract(day from as_of_date) / cast(extract(day from last_day(as_of_date)) as double) as months_elapsed,
    case
        when reason is not null or gap is null then null
        when gap < 0 or (gap = 0 and not is_strict) then 0
        when moves_goal and target_value >= 1 then null
        when
            moves_goal
            and (
                numerator + whole_moving < target_value * (denominator + whole_moving)
                or (is_strict and numerator + whole_moving = target_value * (denominator + whole_moving))
            )
            then whole_moving + step
        when moves_goal then whole_moving
        when whole < gap or (is_strict and whole = gap) then whole + step
        else whole
    end as needed,
    -- what each unit's share of the city's need is measured by
    case
        when reason is not null or gap is null then 0
        when formula <> 'count' then greatest(cast(gap as double), 0)
        when is_up then greatest(cast(denominator - numerator as double), 0)
        else cast(numerator as double)
    end as room,
    case
        when reason is not null or gap < 0 or (gap = 0 and not is_strict) then null
        when delivery = 'never' then 'cannot_be_undone'
        when moves_goal and target_value >= 1 then 'cannot_be_reached'
        when formula = 'count' and is_up and gap > denominator - numerator then 'beyond_named_items'
    end as note
from candidates
