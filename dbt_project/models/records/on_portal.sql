-- What the portal shows on the as-of date: the version in its window, with the row it was read from.
select
    w.content, w.record_id, w.version_no, w.record_key, w.unit, w.reference, w.subject_id, w.party_uscc,
    w.shown_name, w.is_person, w.is_disputed, w.starts_on, w.class, w.rule_version,
    s.shown_from, w.minimum_until, s.shown_until,
    w.feed_id, w.batch_id, w.source_sheet, w.source_row, run.as_of_date
from {{ ref('publication_windows') }} as w
inner join {{ ref('portal_showings') }} as s
    on w.content = s.content and w.record_id = s.record_id and w.version_no = s.version_no
cross join {{ ref('stg_run') }} as run
where s.shown_from <= run.as_of_date and (s.shown_until is null or s.shown_until >= run.as_of_date)
