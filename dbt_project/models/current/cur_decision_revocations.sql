-- generated from ingest/standards, do not edit: make generate
select
    v.unit,
    v.decision_kind,
    v.document_no,
    v.named_party,
    v.revocation_kind,
    v.revoked_on,
    v.reason,
    v.basis,
    v.operation,
    v.changed_on,
    v.change_reason,
    v.is_disputed,
    v.record_key,
    v.row_state,
    v.source_sheet,
    v.source_row,
    v.feed_id,
    v.batch_id,
    v.received_at,
    v.received_on,
    md5('decision_revocations|' || v.record_key) as record_id,
    v.first_known_on,
    cast(null as string) as subject_id,
    cast(null as string) as matched_by
from (
    select
        q.*,
        min(case when not q.is_deleted then q.received_on end)
            over (partition by q.record_key) as first_known_on,
        row_number() over (
            partition by q.record_key order by q.version_place desc, q.place desc
        ) as versions_back
    from (
        select p.*, {{ version_place('p', 'p.record_key') }} as version_place
        from (
            select
                s.*,
                row_number() over (
                    partition by s.record_key order by {{ version_order('s', said_on='s.said_on') }}
                ) as place
            from {{ ref('stg_decision_revocations') }} as s
            inner join {{ ref('live_batches') }} as b
                on s.feed_id = b.feed_id and s.batch_id = b.batch_id
            where {{ touched_keys('decision_revocations', 's.record_key') }}
        ) as p
    ) as q
) as v
where v.versions_back = 1 and not v.is_withdrawn
