-- Natural persons are known only through records about them: one subject for each keyed hash, whatever names
-- the records use, so that no number and no name decides who somebody is.
select
    'per-' || person_id as subject_id,
    name,
    min(received_on) over (partition by person_id) as valid_from,
    standard, feed_id, batch_id, source_sheet, source_row
from {{ ref('record_parties') }}
where person_id is not null
qualify
    row_number() over (
        partition by person_id
        order by received_at desc, batch_id desc, feed_id asc, source_sheet asc nulls first, source_row asc
    ) = 1
