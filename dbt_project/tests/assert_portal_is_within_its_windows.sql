-- What is made public said again, without the expressions that chose it: nothing past its end or revoked,
-- nothing of a minor or of somebody whose age nobody knows, nothing of what may be used stays once it left
-- the portal, and every record known is in exactly one place of the proof.
with shown as (
    select record_key, shown_until, as_of_date from {{ ref('portal_penalties') }}
    union all
    select record_key, shown_until, as_of_date from {{ ref('portal_permits') }}
    union all
    select record_key, shown_until, as_of_date from {{ ref('portal_lists') }}
    union all
    select record_key, valid_until, as_of_date from {{ ref('credit_states') }}
),

known as (
    select content, count(distinct record_id) as records from {{ ref('portal_versions') }} group by content
),

proven as (
    select content, sum(records) as records
    from {{ ref('portal_proof') }}
    where outcome <> 'past_end'
    group by content
)

select 'past_end' as breach, record_key as named from shown where shown_until < as_of_date
union all
select 'revoked' as breach, s.record_key as named
from shown as s
inner join {{ ref('decision_withdrawals') }} as w
    on s.record_key = w.record_id
where w.known_on <= s.as_of_date
union all
select 'minor' as breach, p.record_key as named
from {{ ref('on_portal') }} as p
inner join {{ ref('portal_versions') }} as v
    on p.content = v.content and p.record_id = v.record_id and p.version_no = v.version_no
where v.is_person and not coalesce(v.is_adult, false)
union all
select 'not_conserved' as breach, k.content as named
from known as k
left join proven as p
    on k.content = p.content
where k.records is distinct from p.records
