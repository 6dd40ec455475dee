-- One row for each decision known: as its newest accepted version says, or, when nothing of it could be
-- accepted yet, as the newest held row says. The first accepted version keeps its day: a correction makes
-- nothing late. What was taken back before anything of it came is no decision yet; what was withdrawn since
-- stays here, decision_withdrawals says so.
select
    record_id, kind, standard, decided_on, authority, authority_uscc, document_no, document_key, procedure,
    party_name, is_person, first_reported_on, first_decided_on, is_disputed, true as is_accepted,
    feed_id, batch_id, source_sheet, source_row, subject_id
from {{ ref('decision_versions') }}
where is_newest and first_reported_on is not null
union all
select
    record_id, kind, standard, decided_on, authority, authority_uscc, document_no, document_key, procedure,
    party_name, is_person,
    cast(null as date) as first_reported_on,
    cast(null as date) as first_decided_on,
    is_disputed, false as is_accepted, feed_id, batch_id, source_sheet, source_row,
    cast(null as string) as subject_id
from {{ ref('held_decisions') }}
