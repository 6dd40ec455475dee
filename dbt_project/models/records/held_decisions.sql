-- A held row counts as a decision only when office, document and day are readable, and as long as no accepted
-- row stands for it: the corrected row may have another key, because the party's code is part of the key.
with accepted as (
    select kind, authority_uscc, document_no, party_name, record_id
    from {{ ref('decision_versions') }}
    where is_newest and first_reported_on is not null
)

select
    h.record_id, h.kind, h.standard, h.decided_on, h.authority, h.authority_uscc, h.document_no, h.document_key,
    h.procedure, h.party_name, h.is_person, h.is_disputed, h.feed_id, h.batch_id, h.source_sheet, h.source_row
from {{ ref('decision_rows') }} as h
left join {{ ref('row_doubts') }} as w
    on
        h.feed_id = w.feed_id
        and h.batch_id = w.batch_id
        and h.source_sheet is not distinct from w.source_sheet
        and h.source_row = w.source_row
where
    not h.is_accepted and not h.is_deleted
    and {{ touched('h.record_id', 'touched_decisions') }}
    and not coalesce(w.is_sample or w.is_decision_day_lost, false)
    and h.authority_uscc is not null and h.document_no is not null and h.decided_on is not null
    and not exists (select 1 from accepted as a where h.record_id = a.record_id)
    and not exists (
        select 1 from accepted as a
        where
            h.kind = a.kind
            and h.authority_uscc = a.authority_uscc
            and h.document_no = a.document_no
            and h.party_name = a.party_name
    )
qualify
    row_number() over (
        partition by h.record_id
        order by {{ version_order('h', newest_first=true) }}
    ) = 1
