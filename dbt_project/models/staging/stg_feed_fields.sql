select feed_id, field
from {{ landing_source('feed_fields') }}
