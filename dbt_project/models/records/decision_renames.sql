-- A document number put right names the wrong one beside it; both are one record, under the number it was
-- first reported with, however often it is put right and whichever row comes first. Where numbers name each
-- other in a circle the smallest stands for all.
with recursive named as (
    select distinct record_id, earlier_id from {{ ref('decision_rows') }}
    where is_accepted and earlier_id is not null
),

earlier as (
    select record_id, earlier_id as ancestor_id from named
    union
    select e.record_id, n.earlier_id as ancestor_id
    from earlier as e
    inner join named as n
        on e.ancestor_id = n.record_id
),

-- a number that was never put right itself is where the record began
begun as (
    select
        e.record_id, e.ancestor_id,
        not exists (select 1 from named as n where e.ancestor_id = n.record_id) as is_beginning
    from earlier as e
)

select
    record_id,
    coalesce(
        min(case when is_beginning then ancestor_id end), least(record_id, min(ancestor_id))
    ) as root_id
from begun
group by record_id
