-- Every finding with the department it is for. The same finding on the same cell is one issue.
select distinct
    q.feed_id, b.department, q.batch_id, q.source_sheet, q.source_row,
    q.{{ adapter.quote('column') }},
    q.rule_id, q.rule_group, q.severity, q.message_zh, q.message_en, q.raw_value, q.state,
    q.received_on
from {{ ref('stg_questions') }} as q
{{ join_fresh('q') }}
inner join {{ ref('stg_batches') }} as b
    on q.feed_id = b.feed_id and q.batch_id = b.batch_id
