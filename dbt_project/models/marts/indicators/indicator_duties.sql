-- A unit named by itself and as one of a group is named by itself.
select
    u.indicator_id, u.role, u.unit,
    min(case when u.is_group then 1 else 0 end) = 1 as is_group,
    run.as_of_date
from {{ ref('indicator_units_today') }} as u
cross join {{ ref('stg_run') }} as run
group by u.indicator_id, u.role, u.unit, run.as_of_date
