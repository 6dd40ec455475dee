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
        {{ same_place('p', 's') }}
        -- files of days nothing is shown of need not be opened
        and p.received_on = s.received_on
where p.content = 'permit'
