-- What the findings on a held row mean for the models that still look at it: a held row is no record, but a
-- register line with a wrong code, or a decision nobody could accept, is exactly what some figures count.
select
    feed_id,
    batch_id,
    source_sheet,
    source_row,
    -- the example line of a template, sent along: it is about nobody
    count_if(rule_id = 'ROW-SAMPLE') > 0 as is_sample,
    count_if(rule_group = 'wrong_code' and {{ adapter.quote('column') }} = 'uscc') > 0 as is_code_wrong,
    count_if(is_day_lost and {{ adapter.quote('column') }} = 'registered_on') > 0 as is_registration_day_lost,
    count_if(is_day_lost and {{ adapter.quote('column') }} = 'decided_on') > 0 as is_decision_day_lost
from (
    select
        q.*,
        -- 1899-12-30 and 26-09-30 can be cast, yet nobody knows which day was meant; a day to come is known
        q.rule_group = 'date' and q.rule_id <> 'DATE-FUTURE' as is_day_lost
    from {{ ref('stg_questions') }} as q
    {{ join_fresh('q') }}
    where q.severity in ('question', 'reject') and q.source_row is not null
) as doubted
group by feed_id, batch_id, source_sheet, source_row
