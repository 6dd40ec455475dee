-- How many rows of each batch found their subject, by what, and in which state they were.
select
    l.standard, l.feed_id, l.batch_id, l.row_state, l.matched_by, cast(count(*) as bigint) as row_count
from {{ ref('record_links') }} as l
{{ join_fresh('l') }}
group by l.standard, l.feed_id, l.batch_id, l.row_state, l.matched_by
