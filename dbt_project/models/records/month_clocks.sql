-- The clocks that the month of the as-of date judges: of decisions due, decided or first reported in it.
-- Beside the clock of the report stands that of the public: `public_state` says whether 信用盘锦 showed the
-- decision by its last day. What the rule of its day keeps from the public is owed by nobody; what was
-- withdrawn later was owed as long as it stood.
with clock as (
    select
        c.*, u.district,
        {{ unit_name('coalesce(c.authority, c.authority_uscc)', 'n') }} as unit,
        c.state in ('on_time', 'late', 'overdue') as is_judged,
        coalesce(c.due_on >= run.month_start and c.due_on <= run.as_of_date, false) as is_of_month,
        c.decided_on >= run.month_start and c.decided_on <= run.as_of_date as is_decided_in_month,
        coalesce(
            c.first_reported_on >= run.month_start and c.first_reported_on <= run.as_of_date, false
        ) as is_reported_in_month,
        case when c.withdrawal is null then w.withheld_because end as withheld_because
    from {{ ref('disclosure_clock') }} as c
    cross join {{ ref('run_periods') }} as run
    {{ join_unit('c.authority', 'n') }}
    left join {{ ref('units') }} as u
        on {{ unit_name('c.authority', 'n') }} = u.unit and {{ in_force('u', 'run.as_of_date') }}
    left join {{ ref('publication_windows') }} as w
        on c.kind = w.content and c.record_id = w.record_id and w.known_to is null
)

select
    record_id, kind, unit, district, subject_id, due_on, state,
    is_judged and is_of_month as is_due,
    not is_judged and is_decided_in_month as is_open,
    is_reported_in_month,
    case
        when not is_judged then state
        when withheld_because = 'not_published' then 'not_to_be_published'
        when withheld_because is not null then withheld_because
        when published_on <= due_on then 'published_in_time'
        when published_on is not null then 'published_late'
        when as_of_date <= due_on then 'pending'
        else 'not_published'
    end as public_state,
    acknowledged_on,
    feed_id, batch_id, source_sheet, source_row
from clock
where (is_judged and is_of_month) or is_decided_in_month or is_reported_in_month
