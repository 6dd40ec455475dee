-- Credit reports that were handed in and are valid on the as-of date.
select
    p.record_key, p.unit, p.reference as report_no, s.kind, p.shown_name, p.party_uscc, s.agency_name,
    s.agency_uscc,
    s.issued_on, s.submitted_on, p.shown_from, p.shown_until, p.as_of_date
from {{ ref('on_portal') }} as p
inner join {{ ref('stg_credit_reports') }} as s
    on {{ same_place('p', 's') }}
where p.content = 'credit_report'
