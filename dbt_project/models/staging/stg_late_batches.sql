-- A delivery is what happened on the day it came: to one of after the as-of date nothing is due, and it is
-- none of stg_batches. Its rows are known where they were late, and speak through this.
select distinct b.feed_id, b.batch_id, b.received_at, b.received_on, b.standard, b.department
from {{ landing_source('batches') }} as b
inner join {{ landing_source('late_rows') }} as l
    on b.feed_id = l.feed_id and b.batch_id = l.batch_id
