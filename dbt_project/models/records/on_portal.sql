-- What the portal shows on the as-of date: the version in its window, with the row it was read from.
select
    s.content, s.record_id, s.version_no, s.record_key, s.unit, s.reference, s.subject_id, s.party_uscc,
    s.shown_name, s.is_person, s.is_disputed, s.starts_on, s.class, s.rule_version,
    s.shown_from, s.minimum_until, s.shown_until,
    s.feed_id, s.batch_id, s.source_sheet, s.source_row, s.received_on, run.as_of_date
from {{ ref('portal_showings') }} as s
cross join {{ ref('stg_run') }} as run
where s.shown_from <= run.as_of_date and (s.shown_until is null or s.shown_until >= run.as_of_date)
