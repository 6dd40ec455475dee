-- 差级企业占法人企业比重: enterprises with legal personality in operation, 差 by the newest national round. Beside it
-- the share among those the round evaluated at all: who was not evaluated is not good.
with enterprises as (
    select e.*, v.record_id, v.grade
    from {{ ref('legal_person_enterprises') }} as e
    left join {{ ref('newest_evaluations') }} as v
        on e.subject_id = v.subject_id
)

{{ members(
    source='enterprises as e',
    unit='e.department', subject='e.subject_id', record='e.record_id', lineage='e',
    denominator='e.is_legal_person is not null',
    numerator="e.is_legal_person is not null and coalesce(e.grade = '差', false)",
    reason="case
        when e.is_legal_person is null then 'enterprise_type_unknown'
        when e.grade is null then 'not_evaluated'
        when e.grade = '差' then 'graded_poor'
        else 'graded_better'
    end"
) }}
union all
{{ members(
    source='enterprises as e',
    unit='e.department', subject='e.subject_id', record='e.record_id', lineage='e',
    part="'evaluated'", main='false',
    numerator="e.grade = '差'",
    reason="case when e.grade = '差' then 'graded_poor' else 'graded_better' end",
    where='e.is_legal_person is not null and e.grade is not null'
) }}
