-- Decisions that are withdrawn on the as-of date: since when, why, and who said so. Either the record's own
-- rows say it (taken back: it should never have been sent; or its state is revoked), or a revocation names
-- the decision by unit, kind and document number, and its party where it concerns only one. A revocation may
-- come before the decision; one that was itself taken back revokes nothing. The record stays in the archive.
with versions as (
    select
        *,
        max(case when not is_withdrawn then version_no end) over (partition by record_id) as last_standing_no,
        max_by(is_deleted, version_no) over (partition by record_id) as is_taken_back
    from {{ ref('decision_versions') }}
    where record_id in (select w.record_id from {{ ref('decision_versions') }} as w where w.is_withdrawn)
),

-- the version since which it has been withdrawn without a break
said as (
    select
        record_id,
        case when is_taken_back then 'deleted' else 'revoked' end as withdrawal,
        said_on as withdrawn_on, known_from as known_on, change_reason as reason,
        cast(null as string) as basis,
        authority as said_by, feed_id, batch_id, source_sheet, source_row
    from versions
    where version_no > coalesce(last_standing_no, 0) and first_reported_on is not null
    qualify row_number() over (partition by record_id order by version_no) = 1
),

revocations as (
    select
        case r.decision_kind when '行政许可' then 'permit' else 'penalty' end as kind,
        {{ document_key('r.document_no') }} as document_key,
        {{ unit_name('r.unit', 'n') }} as unit,
        {{ normal_name('r.named_party') }} as party,
        r.revoked_on, r.first_known_on, r.revocation_kind || ':' || r.reason as reason, r.basis,
        r.feed_id, r.batch_id, r.source_sheet, r.source_row
    from {{ ref('cur_decision_revocations') }} as r
    {{ join_unit('r.unit', 'n') }}
),

revoked as (
    select
        d.record_id, 'revoked' as withdrawal, r.revoked_on as withdrawn_on, r.first_known_on as known_on,
        r.reason, r.basis, r.unit as said_by, r.feed_id, r.batch_id, r.source_sheet, r.source_row
    from {{ ref('decisions') }} as d
    {{ join_unit('d.authority', 'n') }}
    inner join revocations as r
        on
            d.kind = r.kind
            and d.document_key = r.document_key
            and {{ unit_name('d.authority', 'n') }} = r.unit
            and (r.party is null or {{ normal_name('d.party_name') }} = r.party)
),

withdrawn as (
    select * from said
    union all
    select * from revoked
)

select w.*
from withdrawn as w
cross join {{ ref('stg_run') }} as run
where w.withdrawn_on <= run.as_of_date
-- what should never have been sent was not revoked either; of two revocations the first ended it
qualify
    row_number() over (
        partition by w.record_id
        order by
            w.withdrawal = 'revoked', w.withdrawn_on, w.known_on,
            w.feed_id, w.batch_id, w.source_sheet nulls first, w.source_row
    ) = 1
