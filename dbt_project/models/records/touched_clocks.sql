-- Decisions whose clock the new rows may change: those they are about, and those whose document a
-- publication or a receipt was told of. Empty in a full build.
select record_id from {{ ref('touched_decisions') }}
union
select d.record_id
from {{ ref('decisions') }} as d
where
    {{ 'true' if is_daily() else 'false' }}
    and d.document_key in (select k.document_key from {{ ref('touched_documents') }} as k)
