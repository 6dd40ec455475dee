-- The scorecard of a unit and month in one row: what was judged, and apart from it what could not be.
select
    unit, month, as_of_date,
    cast(sum(case when not is_bonus then points end) as decimal(9, 4)) as points,
    cast(
        sum(case when state in ('computed', 'manual') and not is_bonus then points_possible else 0 end)
        as decimal(9, 4)
    ) as points_judged,
    cast(
        sum(case when state = 'unknown' and not is_bonus then points_possible else 0 end) as decimal(9, 4)
    ) as points_unknown,
    cast(
        sum(case when state = 'not_judged' and not is_bonus then points_possible else 0 end) as decimal(9, 4)
    ) as points_not_judged,
    cast(sum(case when is_bonus then points end) as decimal(9, 4)) as bonus_points,
    cast(count_if(state = 'unknown' and not is_bonus) as bigint) as items_unknown,
    cast(sum(excused) as bigint) as excused
from {{ ref('scorecard') }}
group by unit, month, as_of_date
