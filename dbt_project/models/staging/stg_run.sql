select as_of_date, known_on, run_id, code_version
from {{ landing_source('run') }}
