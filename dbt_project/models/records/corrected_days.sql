-- Decisions whose day was put right after the first report, with the day they were due by the day first
-- reported: the time a unit was given is not taken away by a correction.
select
    d.record_id, due.day as first_due_on,
    coalesce(due.certainty = 'provisional', false) as is_provisional
from {{ ref('decisions') }} as d
inner join {{ ref('disclosure_rules') }} as rule
    on d.kind = rule.kind and {{ in_force('rule', 'd.first_decided_on') }}
inner join {{ ref('working_days') }} as decided
    on d.first_decided_on = decided.day
inner join {{ ref('working_days') }} as due
    on decided.working_day_no + rule.working_days = due.working_day_no and due.is_working_day
where d.first_decided_on <> d.decided_on
