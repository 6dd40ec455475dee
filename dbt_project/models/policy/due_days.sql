-- By which day a decision of a day is due, by kind: the rule in force that day, counted by the calendar's
-- running number of working days, so that a decision on a rest day and a weekend that was worked need no rule
-- of their own. A day the calendar does not cover gives an unknown due day, never a guess.
select
    rule.kind, decided.day, decided.working_day_no,
    due.day as due_on,
    coalesce(due.certainty = 'provisional', false) as is_provisional
from {{ ref('working_days') }} as decided
inner join {{ ref('disclosure_rules') }} as rule
    on {{ in_force('rule', 'decided.day') }}
left join {{ ref('working_days') }} as due
    on decided.working_day_no + rule.working_days = due.working_day_no and due.is_working_day
