-- Decisions whose clock the new rows may change: those they are about, and those whose document a
-- publication or a receipt was told of. Whose document it was before, an older row of the same key says. Empty
-- in a full build.
with documents as (
    select {{ document_key('p.reference_no') }} as document_key
    from {{ ref('stg_portal_publications') }} as p
    where {{ touched_keys('portal_publications', 'p.record_key') }}
    union
    select {{ document_key('r.reference_no') }} as document_key
    from {{ ref('stg_upper_receipts') }} as r
    where {{ touched_keys('upper_receipts', 'r.record_key') }}
)

select record_id from {{ ref('touched_decisions') }}
union
select d.record_id
from {{ ref('decisions') }} as d
where
    {{ 'true' if is_daily() else 'false' }}
    and d.document_key in (select k.document_key from documents as k)
