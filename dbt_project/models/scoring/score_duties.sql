-- What each unit is asked for in each month by the rubric of its first day, and whether it has the duty
-- at all.
with units as (
    select distinct unit from {{ ref('indicator_units_today') }}
),

duties as (
    select
        unit, month,
        count_if(is_disclosure) > 0 as has_disclosure,
        count_if(is_list) > 0 as has_list
    from {{ ref('scored_feeds') }}
    group by unit, month
),

calendar as (
    select distinct unit, month from {{ ref('feed_periods') }} where not is_disclosure
)

select
    u.unit, m.month, m.month_start, r.item, r.block, r.title, r.points as points_possible, r.formula,
    r.full_marks_at, r.is_bonus, r.position,
    case
        when r.duty = 'none' then true
        when r.duty = 'disclosure' then coalesce(d.has_disclosure, false)
        when r.duty = 'list' then coalesce(d.has_list, false)
        when r.duty = 'calendar' then c.unit is not null
        else d.unit is not null
    end as has_duty
from units as u
cross join {{ ref('score_months') }} as m
inner join {{ ref('rubric_items') }} as r
    on {{ in_force('r', 'm.month_start') }}
left join duties as d
    on u.unit = d.unit and m.month = d.month
left join calendar as c
    on u.unit = c.unit and m.month = c.month
