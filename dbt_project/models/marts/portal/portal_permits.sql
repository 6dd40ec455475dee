-- Permits that are valid on the as-of date.
select
    p.record_key, p.unit, s.authority, s.authority_uscc, p.reference as document_no, p.shown_name,
    s.party_category,
    p.party_uscc, s.document_name, s.permit_category, s.certificate_name, s.permit_no, s.decided_on,
    s.valid_from_on,
    s.valid_until, p.is_disputed, p.shown_from, p.shown_until, p.as_of_date
from {{ ref('on_portal') }} as p
inner join {{ ref('stg_administrative_permit') }} as s
    on
        p.feed_id = s.feed_id
        and p.batch_id = s.batch_id
        and p.source_sheet is not distinct from s.source_sheet
        and p.source_row = s.source_row
where p.content = 'permit'
