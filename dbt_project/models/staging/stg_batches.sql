select
    batch_id, feed_id, standard, department, received_at, received_on, source_uri, sha256, bytes,
    rows_read, accepted, repaired, question, rejected, duplicate, nil_return, nil_period, amends,
    state, stop_rule
from {{ landing_source('batches') }}
-- What arrived after the as-of date does not exist for any model that reads from here.
where received_on <= (select as_of_date from {{ landing_source('run') }})
