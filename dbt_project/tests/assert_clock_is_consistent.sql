-- What the clock's states mean, said without the expressions that made them.
with first_versions as (
    select record_id, min(known_from) as known_from
    from {{ ref('decision_versions') }}
    -- what takes a decision back before it came reports nothing
    where not is_deleted
    group by record_id
)

select c.record_id, c.state, c.decided_on, c.due_on, c.first_reported_on, c.as_of_date
from {{ ref('disclosure_clock') }} as c
left join first_versions as f
    on c.record_id = f.record_id
where
    (state in ('on_time', 'late', 'pending', 'overdue') and due_on is null)
    or (state = 'unknown' and due_on is not null)
    or due_on <= decided_on
    or (state in ('pending', 'overdue')) <> (first_reported_on is null and state not in ('unknown', 'exempt'))
    or (state = 'late' and first_reported_on <= due_on)
    or (state = 'on_time' and first_reported_on > due_on)
    or (state = 'overdue' and as_of_date <= due_on)
    or first_reported_on > (select run.known_on from {{ ref('stg_run') }} as run)
    -- a correction makes nothing late: the day of the first accepted version stays
    or first_reported_on is distinct from f.known_from
    -- nothing is owed before its day or after it stood; nobody gains or loses by taking back a row
    or (c.withdrawal = 'deleted' and state <> 'exempt')
    or (c.withdrawal = 'revoked' and state in ('pending', 'overdue') and c.withdrawn_on <= c.due_on)
