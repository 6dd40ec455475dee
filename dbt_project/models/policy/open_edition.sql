-- The edition this run publishes, with what a day of its kind keeps: no row when the newest edition of the
-- day was made from the same inputs, or before the policy begins.
select e.as_of_date, d.kind, d.keeps, e.edition, e.known_on, e.published_on, e.run_id, e.cause
from {{ ref('stg_editions') }} as e
inner join {{ ref('edition_days') }} as d
    on
        d.kind = case when e.as_of_date = last_day(e.as_of_date) then 'month_end' else 'day' end
        and {{ in_force('d', 'e.as_of_date') }}
where e.is_open
