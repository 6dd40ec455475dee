-- Penalties in their legal window on the as-of date.
select
    p.record_key, p.unit, s.authority, s.authority_uscc, p.reference as document_no, p.shown_name,
    s.party_category,
    p.party_uscc, s.offence_type, s.penalty_types, s.basis, s.fine, s.confiscated, s.decided_on,
    p.is_disputed,
    p.class, p.rule_version, p.shown_from, p.minimum_until, p.shown_until, p.as_of_date
from {{ ref('on_portal') }} as p
inner join {{ ref('stg_administrative_penalty') }} as s
    on
        {{ same_place('p', 's') }}
        -- files of days nothing is shown of need not be opened
        and p.received_on = s.received_on
where p.content = 'penalty'
