-- 上架、下架清单: what appears, changes and goes, day by day up to the as-of date, each with its reason and, where
-- the rules give one, the last day on which it had to be gone. Lists of one day are those with changed_on =
-- that day. A loader that missed days reads on from its last one, as long as the days are kept.
with terms as (
    select t.*
    from {{ ref('portal_terms') }} as t
    cross join {{ ref('stg_run') }} as run
    where {{ in_force('t', 'run.as_of_date') }}
),

moves as (
    select
        s.*, 'up' as change, s.shown_from as changed_on,
        case when s.is_again then 'again' else 'new' end as because
    from {{ ref('portal_showings') }} as s
    where s.is_up
    union all
    select s.*, 'changed' as change, s.shown_from as changed_on, 'corrected' as because
    from {{ ref('portal_showings') }} as s
    where s.is_changed
    union all
    select s.*, 'down' as change, s.shown_until + 1 as changed_on, s.left_because as because
    from {{ ref('portal_showings') }} as s
    where s.is_down
)

select
    m.record_key, m.content, m.unit, m.reference, m.change, m.changed_on, m.because,
    -- what ends by its own day is due on that day
    case
        when m.change = 'down'
            then coalesce(due.day, case when m.because in ('expired', 'own_end') then m.changed_on end)
    end as due_on,
    run.as_of_date
from moves as m
cross join {{ ref('stg_run') }} as run
inner join terms as kept
    on kept.term = 'changes_shown'
left join terms as t
    on m.because = t.term and t.day_kind = 'working'
left join {{ ref('working_days') }} as since
    on m.withdrawn_on = since.day
left join {{ ref('working_days') }} as due
    on since.working_day_no + t.days = due.working_day_no and due.is_working_day
where m.changed_on <= run.as_of_date and m.changed_on > run.as_of_date - kept.days
