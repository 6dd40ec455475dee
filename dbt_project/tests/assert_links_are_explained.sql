-- A record has a subject exactly when it says by which number it was found, and that subject exists.
select l.feed_id, l.batch_id, l.source_sheet, l.source_row, l.subject_id, l.matched_by
from {{ ref('record_links') }} as l
left join {{ ref('subjects') }} as s
    on l.subject_id = s.subject_id
where
    (l.subject_id is null) <> (l.matched_by is null)
    or (l.subject_id is not null and s.subject_id is null)
