-- Batches this build has to take in: those visible on the as-of date that the last complete build did not
-- know; in a full build all of them. A file that came before an as-of date long past is new all the same
-- when the as-of date reaches it.
select b.feed_id, b.batch_id, b.standard, b.received_on
from {{ ref('stg_batches') }} as b
{%- if is_daily() %}
left join {{ target.schema }}.built_before as k
    on b.feed_id = k.feed_id and b.batch_id = k.batch_id
where k.batch_id is null
{%- endif %}
