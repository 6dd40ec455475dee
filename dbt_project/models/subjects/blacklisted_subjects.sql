-- 黑名单主体, built once for every line that asks for them (T05-05, T05-06, T05-07, T12-04, T13-02):
-- organisations that stood on a black list on any day of the year, each once, with one unit: the one that
-- listed it first among its open entries, or, when it has left, among those of the year. An entry whose
-- party is in no register stands for itself: it is shown, and counts nowhere.
with black as (
    select
        i.*, p.as_of_date,
        coalesce(i.subject_id, i.record_id) as party,
        i.ended_on is null or i.ended_on > p.as_of_date as is_open
    from {{ ref('list_intervals') }} as i
    cross join {{ ref('run_periods') }} as p
    where
        i.colour = '黑'
        and not i.is_person
        and i.listed_from <= p.as_of_date
        and (i.ended_on is null or i.ended_on > p.year_start)
),

-- how it left: every exit counts, and one that is no rectification is enough
left_lists as (
    select
        party,
        bool_or(is_open) as is_listed,
        bool_or(exit_reason = '到期') as has_expired,
        bool_or(exit_reason = '注销') as has_closed_down,
        bool_or(exit_reason = '撤销') as has_been_annulled,
        bool_and(exit_reason in ('修复', '履行完毕')) as is_all_rectified
    from black
    group by party
),

first_entry as (
    select *
    from black
    qualify
        row_number() over (
            partition by party
            -- two units on one day: the unit's name decides, so that the figure is the same every time
            order by is_open desc, listed_from asc, unit asc, record_id asc, interval_no asc
        ) = 1
)

select
    f.subject_id, f.record_id, f.unit, f.party_name, f.listed_from,
    s.subject_id is not null as is_known,
    coalesce(s.is_in_operation and s.valid_to is null, false) as is_in_operation,
    l.is_listed,
    case
        when l.is_listed then 'still_listed'
        when l.is_all_rectified then 'rectified'
        when l.has_expired then 'left_by_expiry'
        when l.has_closed_down then 'left_by_closing_down'
        when l.has_been_annulled then 'listing_annulled'
        else 'exit_not_explained'
    end as way_out,
    f.feed_id, f.batch_id, f.source_sheet, f.source_row
from first_entry as f
inner join left_lists as l
    on f.party = l.party
left join {{ ref('subjects') }} as s
    on f.subject_id = s.subject_id
