-- 双公示 unit by unit and month by month, over all decisions that ever came: how many fell due in the month
-- and how many of them were reported in time. The month of the as-of date is that of
-- T04-01's part `reported`.
with decided as (
    select
        c.kind, c.state, c.due_on, c.as_of_date,
        {{ unit_name('coalesce(c.authority, c.authority_uscc)', 'n') }} as unit,
        -- without a due day only the decision says which month it belongs to
        coalesce(c.due_on, c.decided_on) as counted_on,
        c.state in ('on_time', 'late', 'overdue') and c.due_on <= c.as_of_date as is_due
    from {{ ref('disclosure_clock') }} as c
    {{ join_unit('c.authority', 'n') }}
)

select
    coalesce(unit, '') as unit,
    substr(cast(counted_on as string), 1, 7) as month,
    kind,
    count(case when is_due then 1 end) as due,
    count(case when is_due and state = 'on_time' then 1 end) as on_time,
    count(case when is_due and state = 'late' then 1 end) as late,
    count(case when is_due and state = 'overdue' then 1 end) as overdue,
    count(case when due_on > as_of_date and state <> 'exempt' then 1 end) as not_due_yet,
    count(case when state in ('unknown', 'exempt') then 1 end) as not_judged,
    as_of_date
from decided
group by coalesce(unit, ''), substr(cast(counted_on as string), 1, 7), kind, as_of_date
