-- The figures that count natural persons, in force today or ever before: past ones are published as well.
select distinct
    p.indicator_id,
    -- never null: what is not in a list with a null in it is neither in nor out
    coalesce(p.part, '') as part,
    run.as_of_date
from {{ ref('person_counts') }} as p
cross join {{ ref('stg_run') }} as run
