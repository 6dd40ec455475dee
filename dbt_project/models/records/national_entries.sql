-- What the nation lists of the city's subjects today, red and black: of the newest list the entries in
-- force on the as-of date. Where it does not say whose an entry is, our registers do; a person is in no
-- register, so of persons the nation's word alone counts.
select
    n.record_id, n.entry_no, n.colour, n.list_type, n.party_name, n.case_no, n.listed_on, n.is_local,
    n.subject_id, n.feed_id, n.batch_id, n.source_sheet, n.source_row
from {{ ref('cur_national_lists') }} as n
cross join {{ ref('stg_run') }} as run
left join {{ ref('subjects') }} as s
    on n.subject_id = s.subject_id and s.library <> 'per'
where
    n.colour in ('红', '黑')
    and n.listed_on <= run.as_of_date
    and (n.removed_on is null or n.removed_on > run.as_of_date)
    and coalesce(n.is_local = '是', s.subject_id is not null)
