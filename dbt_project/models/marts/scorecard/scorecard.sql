-- Each unit's scorecard of each month, item by item. Points are rounded once, here.
select
    i.unit, i.month, i.block, i.item, i.title, i.position, i.is_bonus, i.formula, i.points_possible,
    cast(i.points as decimal(9, 4)) as points,
    i.numerator, i.denominator, i.state, i.reason,
    cast(i.excused as bigint) as excused,
    i.author, i.given_on, i.manual_points_ignored,
    run.as_of_date
from {{ ref('score_items') }} as i
cross join {{ ref('stg_run') }} as run
