-- Every other name a unit goes by on the as-of date (variants, the task table's misprints, names from before
-- a merger) and the unit it means today.
with named as (
    select n.name, n.unit
    from {{ ref('unit_names') }} as n
    cross join {{ ref('stg_run') }} as run
    where {{ in_force('n', 'run.as_of_date') }}
    union
    select u.unit as name, coalesce(u.successor, u.unit) as unit
    from {{ ref('units') }} as u
    cross join {{ ref('stg_run') }} as run
    where u.valid_to is not null and u.valid_to <= run.as_of_date
)

select n.name, coalesce(u.successor, n.unit) as unit
from named as n
left join {{ ref('units') }} as u
    on
        n.unit = u.unit
        and u.valid_to is not null
        and u.valid_to <= (select as_of_date from {{ ref('stg_run') }})
