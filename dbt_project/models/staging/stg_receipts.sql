select
    feed_id, batch_id, received_at, received_on, source_uri, nil_return, nil_period
from {{ landing_source('receipts') }}
-- What arrived after the as-of date does not exist for any model that reads from here.
where received_on <= (select as_of_date from {{ landing_source('run') }})
