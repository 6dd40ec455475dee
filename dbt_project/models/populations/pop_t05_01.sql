-- 穿透式监管: dishonesty records of organisations, linked when the principal of the day of the act is known and,
-- where the decision names somebody directly responsible, that person too. Today's principal does not stand
-- in for the one of that day.
with linked as (
    select
        record_id, interval_no,
        bool_or(link = 'principal') as has_principal,
        bool_or(link = 'direct') as has_direct
    from {{ ref('look_through') }}
    group by record_id, interval_no
),

records as (
    select
        r.*,
        case
            when r.subject_id is null then 'subject_unknown'
            when r.acted_on is null then 'day_of_act_unknown'
            when not coalesce(l.has_principal, false) then 'no_principal_on_that_day'
            when coalesce(r.direct_person_id, r.direct_person_name) is null then 'linked'
            when l.has_direct then 'linked_with_direct_person'
            else 'direct_person_not_linked'
        end as reason
    from {{ ref('dishonesty_records') }} as r
    left join linked as l
        on r.record_id = l.record_id and r.interval_no = l.interval_no
)

{{ members(
    source='records as r',
    unit='r.unit', part='r.kind', subject='r.subject_id', record='r.record_id', lineage='r',
    numerator="r.reason in ('linked', 'linked_with_direct_person')", reason='r.reason'
) }}
