-- Records whose publication window the new rows may change, or the day: decisions they are about, decisions
-- that were ever withdrawn or named by a revocation or a repair, and everything that is no decision. Empty
-- in a full build.
with documents as (
    select {{ document_key('r.document_no') }} as document_key from {{ ref('stg_decision_revocations') }} as r
    union
    select {{ document_key('r.penalty_document_no') }} as document_key
    from {{ ref('stg_credit_repairs') }} as r
),

touched as (
    select record_id from {{ ref('touched_decisions') }}
    union
    select v.record_id
    from {{ ref('decision_versions') }} as v
    where v.is_withdrawn or v.document_key in (select d.document_key from documents as d)
    union
    select record_id from {{ ref('told_versions') }}
    union
    select record_id from {{ ref('debtor_stays') }}
)

select record_id from touched where {{ 'true' if is_daily() else 'false' }}
