-- Every finding with the words the department reads.
select
    i.feed_id, i.department, i.batch_id, i.source_sheet, i.source_row,
    i.{{ adapter.quote('column') }},
    i.rule_id, i.rule_group, i.severity, i.message_zh, i.message_en, i.raw_value, i.state,
    i.received_on, run.as_of_date
from {{ ref('found_issues') }} as i
cross join {{ ref('stg_run') }} as run
