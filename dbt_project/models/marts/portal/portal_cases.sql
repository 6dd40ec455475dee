-- Cases the media exposed and their unit found true. A headline may name a person: it is not for everybody.
select
    p.record_key, p.unit, p.reference as case_no, s.medium, s.title, s.exposed_on, s.checked_on, s.finding,
    p.shown_from, p.shown_until, p.as_of_date
from {{ ref('on_portal') }} as p
inner join {{ ref('stg_media_cases') }} as s
    on {{ same_place('p', 's') }}
where p.content = 'typical_case'
