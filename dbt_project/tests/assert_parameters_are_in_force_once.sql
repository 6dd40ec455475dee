-- A parameter with two values in force, or none, would make a figure depend on the order of a file.
select p.indicator_id, p.parameter, count_if({{ in_force('p', 'run.as_of_date') }}) as in_force
from {{ ref('indicator_parameters') }} as p
cross join {{ ref('stg_run') }} as run
group by p.indicator_id, p.parameter, run.as_of_date
having
    count_if({{ in_force('p', 'run.as_of_date') }}) > 1
    -- before its first day a parameter is not known, and what needs it is unknown
    or (run.as_of_date >= min(p.valid_from) and count_if({{ in_force('p', 'run.as_of_date') }}) = 0)
