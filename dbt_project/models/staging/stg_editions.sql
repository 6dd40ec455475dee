select as_of_date, edition, known_on, published_on, run_id, code_version, cause, is_open
from {{ landing_source('editions') }}
where as_of_date <= (select as_of_date from {{ landing_source('run') }})
