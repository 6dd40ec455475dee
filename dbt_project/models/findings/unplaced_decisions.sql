-- Decisions about a question that does not exist: a wrong reference is itself a question, to whoever decided.
select
    p.decision_feed_id as feed_id, p.decision_batch_id as batch_id, d.received_on,
    p.decision_sheet as source_sheet, p.decision_row as source_row,
    cast(null as string) as {{ adapter.quote('column') }},
    r.rule_id, 'cross_field' as rule_group, 'question' as severity, r.message_zh,
    'the decision names no question there is; check feed, batch, sheet, row and rule' as message_en,
    concat_ws(' ', d.feed, d.batch, d.sheet, cast(d.row_no as string), d.rule_id) as raw_value,
    'question' as state
from {{ ref('placed_decisions') }} as p
inner join {{ ref('cur_question_decisions') }} as d
    on p.decision_id = d.record_id
inner join {{ ref('doubt_rules') }} as r
    on r.rule_id = 'DECISION-NO-QUESTION' and {{ in_force('r', 'd.decided_on') }}
where p.feed_id is null
