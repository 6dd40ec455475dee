-- 海关高级认证企业占法人企业比重: enterprises with legal personality in operation, in where the newest grade of one of its
-- customs registrations is the advanced one and stands. An older advanced grade that a lower one followed
-- is over, whether or not anybody cancelled it.
with grades as (
    select
        g.subject_id, g.record_id,
        case
            when g.cancelled_on <= run.as_of_date then 'certificate_cancelled'
            when g.grade = '高级认证' then 'advanced_certified'
            else 'lower_grade'
        end as reason
    from {{ ref('cur_customs_certifications') }} as g
    cross join {{ ref('stg_run') }} as run
    where g.certified_on <= run.as_of_date
    qualify
        row_number() over (partition by g.customs_code order by g.certified_on desc, g.record_id asc) = 1
),

speaking as (
    select *
    from grades
    where subject_id is not null
    qualify
        row_number() over (
            partition by subject_id
            order by
                case reason when 'advanced_certified' then 1 when 'lower_grade' then 2 else 3 end asc,
                record_id asc
        ) = 1
)

{{ members(
    source=ref('legal_person_enterprises') ~ ' as e left join speaking as g on e.subject_id = g.subject_id',
    unit='e.department', district='e.district', subject='e.subject_id', record='g.record_id',
    lineage='e',
    denominator='e.is_legal_person is not null',
    numerator="e.is_legal_person is not null and coalesce(g.reason = 'advanced_certified', false)",
    reason="case
        when e.is_legal_person is null then 'enterprise_type_unknown'
        else coalesce(g.reason, 'not_certified')
    end"
) }}
