select indicator_id, cause
from {{ landing_source('edition_causes') }}
