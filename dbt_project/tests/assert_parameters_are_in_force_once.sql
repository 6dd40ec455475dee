-- A parameter with two values in force, or none, would make a figure depend on the order of a file.
select p.indicator_id, p.parameter, count_if({{ in_force('p', 'run.as_of_date') }}) as in_force
from {{ ref('indicator_parameters') }} as p
cross join {{ ref('stg_run') }} as run
-- before the scheme there is nothing to judge
where run.as_of_date >= (select min(valid_from) from {{ ref('indicator_parameters') }})
group by p.indicator_id, p.parameter
having count_if({{ in_force('p', 'run.as_of_date') }}) <> 1
