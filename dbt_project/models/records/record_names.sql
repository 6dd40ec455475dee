-- Of the rows this build takes in, names with a second attribute that mean exactly one subject on the
-- record's day. The subject may have become known later, but must not have left its register by then, and
-- must have existed.
with parties as (
    select distinct
        r.standard, r.name as party_name, r.second_attribute as party_attribute, r.received_on, r.second_kind,
        {{ normal_name('r.name') }} as name,
        {{ normal_name('r.second_attribute') }} as second_attribute
    from {{ ref('record_parties') }} as r
    {{ join_fresh('r') }}
    where r.name is not null and r.second_attribute is not null
)

select
    p.standard, p.party_name, p.party_attribute, p.received_on, min(s.subject_id) as subject_id
from parties as p
inner join {{ ref('subject_names') }} as s
    on p.name = s.name and p.second_kind = s.second_kind and p.second_attribute = s.second_attribute
where
    (s.valid_to is null or s.valid_to > p.received_on)
    and (s.registered_on is null or s.registered_on <= p.received_on)
group by p.standard, p.party_name, p.party_attribute, p.received_on
having count(distinct s.subject_id) = 1
