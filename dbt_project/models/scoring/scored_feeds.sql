-- Every feed in every judged month in which it was in force, with the unit that has to deliver it:
-- whoever reports answers, as the units seed names the department today.
select
    m.month, m.month_start, m.month_end, m.judged_until, f.feed_id, f.title, f.standard,
    {{ unit_name('f.department', 'n') }} as unit,
    f.cadence, f.due_day, f.valid_from, f.valid_to, f.connector,
    coalesce(w.way, 'unknown') as way,
    f.standard in ('administrative_permit', 'administrative_penalty') as is_disclosure,
    case f.standard
        when 'administrative_permit' then 'permit'
        when 'administrative_penalty' then 'penalty'
    end as decision_kind,
    f.standard = 'list_entries' as is_list
from {{ ref('stg_feeds') }} as f
inner join {{ ref('score_months') }} as m
    on f.valid_from <= m.judged_until and (f.valid_to is null or f.valid_to > m.month_start)
left join {{ ref('connector_ways') }} as w
    on f.connector = w.connector and {{ in_force('w', 'm.month_start') }}
{{ join_unit('f.department', 'n') }}
