-- One row for each decision known: as its newest accepted version says, or, when nothing of it could be
-- accepted yet, as the newest held row says. The first accepted version keeps its day: a correction makes
-- nothing late. What was taken back before anything of it came is no decision yet; what was withdrawn since
-- stays here, decision_withdrawals says so.
with accepted as (
    select * from {{ ref('decision_versions') }} where is_newest and first_reported_on is not null
),

-- A held row counts as a decision only when office, document and day are readable, and as long as no accepted
-- row stands for it: the corrected row may have another key, because the party's code is part of the key.
held as (
    select h.*
    from {{ ref('decision_rows') }} as h
    left join {{ ref('row_doubts') }} as w
        on
            h.feed_id = w.feed_id
            and h.batch_id = w.batch_id
            and h.source_sheet is not distinct from w.source_sheet
            and h.source_row = w.source_row
    where
        not h.is_accepted and not h.is_deleted
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
)

select
    a.record_id, a.kind, a.standard, a.decided_on, a.authority, a.authority_uscc, a.document_no, a.procedure,
    a.party_name, a.first_reported_on, a.first_decided_on, a.is_disputed, true as is_accepted,
    a.feed_id, a.batch_id, a.source_sheet, a.source_row,
    l.subject_id
from accepted as a
left join {{ ref('record_links') }} as l
    on
        a.standard = l.standard
        and a.feed_id = l.feed_id
        and a.batch_id = l.batch_id
        and a.source_sheet is not distinct from l.source_sheet
        and a.source_row = l.source_row
union all
select
    record_id, kind, standard, decided_on, authority, authority_uscc, document_no, procedure,
    party_name,
    cast(null as date) as first_reported_on,
    cast(null as date) as first_decided_on,
    is_disputed, false as is_accepted, feed_id, batch_id, source_sheet, source_row,
    cast(null as string) as subject_id
from held
