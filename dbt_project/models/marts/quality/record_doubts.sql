-- Records whose fields contradict each other or the registers, for the department to look at.
with doubts as (
    select * from {{ ref('decision_doubts') }}
    union all
    select * from {{ ref('list_and_role_doubts') }}
)

select distinct
    d.rule_id, r.title, r.message_zh, d.standard, b.department, d.record_id, d.subject_id, d.judged_on,
    d.feed_id, d.batch_id, d.source_sheet, d.source_row, run.as_of_date
from doubts as d
cross join {{ ref('stg_run') }} as run
inner join {{ ref('doubt_rules') }} as r
    on d.rule_id = r.rule_id and {{ in_force('r', 'd.judged_on') }}
inner join {{ ref('stg_batches') }} as b
    on d.feed_id = b.feed_id and d.batch_id = b.batch_id
