-- The numerator is part of the denominator unless the line says that its ratio may exceed one, or it is a
-- figure beside the line (then two populations stand against each other); who counts is a subject we know;
-- where it was read, a batch we have.
with batches as (
    select feed_id, batch_id from {{ ref('stg_batches') }}
    union all
    select feed_id, batch_id from {{ ref('stg_late_batches') }}
)

select m.indicator_id, m.unit, m.subject_id, m.record_id, m.reason
from {{ ref('indicator_members') }} as m
inner join {{ ref('indicators') }} as l
    on m.indicator_id = l.indicator_id
left join {{ ref('subjects') }} as s
    on m.subject_id = s.subject_id
left join batches as b
    on m.feed_id = b.feed_id and m.batch_id = b.batch_id
where
    (m.in_numerator and not m.in_denominator and m.is_main and not l.may_exceed_one)
    or m.weight < 0
    or (m.subject_id is not null and s.subject_id is null)
    or (m.batch_id is not null and b.batch_id is null)
