select as_of_date, run_id, code_version
from {{ landing_source('run') }}
