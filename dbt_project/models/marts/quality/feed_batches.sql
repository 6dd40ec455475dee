-- Rows of each batch by state. Landing cannot know whether a row finds its subject, so unmatched rows are
-- taken out of accepted and repaired here; the six states still sum to the rows read (law 3, tested).
with unmatched as (
    select
        feed_id,
        batch_id,
        cast(sum(row_count) filter (where row_state = 'accepted') as bigint) as accepted,
        cast(sum(row_count) filter (where row_state = 'repaired') as bigint) as repaired
    from {{ ref('batch_links') }}
    where matched_by is null
    group by feed_id, batch_id
)

select
    b.batch_id, b.feed_id, b.standard, b.department, b.received_at, b.received_on, b.source_uri, b.sha256,
    b.bytes,
    b.rows_read,
    b.accepted - coalesce(u.accepted, 0) as accepted,
    b.repaired - coalesce(u.repaired, 0) as repaired,
    b.question,
    coalesce(u.accepted, 0) + coalesce(u.repaired, 0) as unmatched,
    b.rejected,
    b.duplicate,
    b.nil_return,
    b.state,
    b.stop_rule,
    run.as_of_date
from {{ ref('stg_batches') }} as b
cross join {{ ref('stg_run') }} as run
left join unmatched as u
    on b.feed_id = u.feed_id and b.batch_id = u.batch_id
