-- Law 3, twice: the six states of a batch sum to the rows read, and the Parquet files hold as many rows as
-- the manifest says. Blocking: a figure built on lost rows is worse than none.
-- A standard that only an extra catalogue declares has no model to be lost in; its files are counted by the
-- check rows_conserved of its landing asset.
{%- set modelled = standards() %}
with staged as (
    {%- for standard in modelled %}
    {%- set is_last_standard = loop.last %}
    {%- for suffix in ['', '__held'] %}
    select feed_id, batch_id, row_state, count(*) as row_count
    from {{ ref('stg_' ~ standard ~ suffix) }}
    group by feed_id, batch_id, row_state
    {{ 'union all' if not (suffix and is_last_standard) }}
    {%- endfor %}
    {%- endfor %}
),

counted as (
    select
        feed_id,
        batch_id,
        coalesce(sum(row_count) filter (where row_state = 'accepted'), 0) as accepted,
        coalesce(sum(row_count) filter (where row_state = 'repaired'), 0) as repaired,
        coalesce(sum(row_count) filter (where row_state = 'question'), 0) as question,
        coalesce(sum(row_count) filter (where row_state = 'rejected'), 0) as rejected,
        coalesce(sum(row_count) filter (where row_state = 'duplicate'), 0) as duplicate
    from staged
    group by feed_id, batch_id
)

select b.feed_id, b.batch_id, 'states do not sum to the rows read' as problem
from {{ ref('feed_batches') }} as b
where b.accepted + b.repaired + b.question + b.unmatched + b.rejected + b.duplicate <> b.rows_read
union all
select b.feed_id, b.batch_id, 'files and manifest differ' as problem
from {{ ref('stg_batches') }} as b
left join counted as c
    on b.feed_id = c.feed_id and b.batch_id = c.batch_id
where
    b.standard in ('{{ modelled | join("', '") }}')
    and (
        b.accepted <> coalesce(c.accepted, 0)
        or b.repaired <> coalesce(c.repaired, 0)
        or b.question <> coalesce(c.question, 0)
        or b.rejected <> coalesce(c.rejected, 0)
        or b.duplicate <> coalesce(c.duplicate, 0)
    )
