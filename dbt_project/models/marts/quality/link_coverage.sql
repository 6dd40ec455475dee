-- How many rows of each feed found their subject, and by what; the unmatched are tried again by every build.
select
    l.standard, l.feed_id, coalesce(l.matched_by, 'unmatched') as matched_by,
    cast(sum(l.row_count) as bigint) as row_count, run.as_of_date
from {{ ref('batch_links') }} as l
cross join {{ ref('stg_run') }} as run
group by l.standard, l.feed_id, coalesce(l.matched_by, 'unmatched'), run.as_of_date
