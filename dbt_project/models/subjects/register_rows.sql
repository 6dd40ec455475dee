-- What each register says today: the rows of its newest state, those that could not be accepted included,
-- because a wrong code in the register is exactly what the code indicators look for.
select
    d.register, d.feed_id, b.department, d.batch_id, d.source_sheet, d.source_row, d.received_at, d.row_state,
    case when d.is_accepted then coalesce(c.new_key, d.subject_id) end as subject_id,
    d.name, d.uscc, d.old_number, d.subject_type,
    case when not coalesce(w.is_registration_day_lost, false) then d.registered_on end as registered_on,
    d.status, d.is_in_operation,
    coalesce(w.is_code_wrong, false) as is_code_wrong,
    d.register = 'enterprise_registration'
    and (coalesce(substr(d.uscc, 1, 2), '') = '92' or coalesce(t.is_sole_trader, false)) as is_sole_trader
from {{ ref('register_deliveries') }} as d
inner join {{ ref('register_batches') }} as b
    on d.feed_id = b.feed_id and d.batch_id = b.batch_id and b.is_newest
{{ join_put_right('d', 'b.received_on') }}
-- only held rows have doubts: a code repaired with proof is right
left join {{ ref('row_doubts') }} as w
    on
        not d.is_accepted
        and d.feed_id = w.feed_id
        and d.batch_id = w.batch_id
        and d.source_sheet is not distinct from w.source_sheet
        and d.source_row = w.source_row
left join {{ ref('subject_crosswalk') }} as c
    on d.register = c.register and d.feed_id = c.feed_id and d.subject_id = c.old_key
left join {{ ref('enterprise_types') }} as t
    on translate(d.subject_type, '（）', '()') = t.name
where not coalesce(w.is_sample, false) and put_right.feed_id is null
