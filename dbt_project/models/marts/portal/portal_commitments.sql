-- Commitments of organisations and sole traders that hold on the as-of date.
select
    p.record_key, p.unit, p.reference as commitment_no, s.kind, p.shown_name, p.party_uscc, s.item_code,
    s.reason, s.made_on,
    s.performance, p.shown_from, p.shown_until, p.as_of_date
from {{ ref('on_portal') }} as p
inner join {{ ref('stg_credit_commitments') }} as s
    on {{ same_place('p', 's') }}
where p.content = 'commitment'
