-- What the clock's states mean, said without the expressions that made them.
select record_id, state, decided_on, due_on, first_reported_on, as_of_date
from {{ ref('disclosure_clock') }}
where
    (state in ('on_time', 'late', 'pending', 'overdue') and due_on is null)
    or (state = 'unknown' and due_on is not null)
    or due_on <= decided_on
    or (state in ('pending', 'overdue')) <> (first_reported_on is null and state not in ('unknown', 'exempt'))
    or (state = 'late' and first_reported_on <= due_on)
    or (state = 'on_time' and first_reported_on > due_on)
    or (state = 'overdue' and as_of_date <= due_on)
    or first_reported_on > as_of_date
    -- first_reported_on is the day of the first accepted version
    or (first_reported_on is null) = (record_id in (select record_id from {{ ref('decision_versions') }}))
