-- Red and black lists and the court's debtors as they stand on the as-of date.
select
    p.record_key, p.content, p.unit, p.reference as entry_no, p.shown_name, p.is_person, p.party_uscc,
    coalesce(s.list_type, c.title) as list_type,
    s.field, s.legal_basis, s.basis_document, s.reason, p.starts_on as listed_on, p.class, p.rule_version,
    p.shown_from, p.minimum_until, p.shown_until, p.as_of_date
from {{ ref('on_portal') }} as p
inner join {{ ref('portal_contents') }} as c
    on p.content = c.content and {{ in_force('c', 'p.as_of_date') }}
left join {{ ref('stg_list_entries') }} as s
    on {{ same_place('p', 's') }}
where p.content in ('red_list', 'black_list', 'judgment_debtor')
