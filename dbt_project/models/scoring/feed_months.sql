-- Every feed in every month of the calendar in which it was in force, with the unit that has to deliver it:
-- the month of the as-of date and those before it. A month the working-day calendar does not hold is one too.
with months as (
    select cast(date_trunc('month', day) as date) as month_start, true as is_in_calendar
    from {{ ref('working_days') }}
    union
    select month_start, false as is_in_calendar from {{ ref('run_periods') }}
),

shown as (
    select m.month_start, bool_or(m.is_in_calendar) as is_in_calendar
    from months as m
    cross join {{ ref('run_periods') }} as run
    where m.month_start <= run.month_start
    group by m.month_start
    qualify
        row_number() over (order by m.month_start desc)
        <= {{ rubric_parameter('months_in_calendar', 'any_value(run.as_of_date)') }}
)

select
    substr(cast(m.month_start as string), 1, 7) as month,
    m.month_start,
    last_day(m.month_start) as month_end,
    m.is_in_calendar,
    f.feed_id, f.title, f.standard,
    {{ unit_name('f.department', 'n') }} as unit,
    f.cadence, f.due_day, f.valid_from, f.valid_to,
    f.standard in ('administrative_permit', 'administrative_penalty') as is_disclosure,
    f.standard = 'list_entries' as is_list
from {{ ref('stg_feeds') }} as f
inner join shown as m
    on f.valid_from <= last_day(m.month_start) and (f.valid_to is null or f.valid_to > m.month_start)
{{ join_unit('f.department', 'n') }}
