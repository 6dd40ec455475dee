-- Natural persons are known only through records about them: one subject for each keyed hash, whatever names
-- the records use, so that no number and no name decides who somebody is.
with met as (
    select
        'per-' || p.person_id as subject_id, p.name, p.received_on as valid_from,
        p.received_at, p.standard, p.feed_id, p.batch_id, p.source_sheet, p.source_row
    from {{ ref('record_parties') }} as p
    {{ join_fresh('p') }}
    where p.person_id is not null
),

-- the row that spoke for a person so far stands for all before the new ones
known as (
    select * from met
    {%- if is_daily() %}
    union all
    select * from {{ this }} where subject_id in (select m.subject_id from met as m)
    {%- endif %}
)

select
    subject_id, name, min(valid_from) over (partition by subject_id) as valid_from,
    received_at, standard, feed_id, batch_id, source_sheet, source_row
from known
qualify
    row_number() over (
        partition by subject_id
        order by received_at desc, batch_id desc, feed_id asc, source_sheet asc nulls first, source_row asc
    ) = 1
