-- 失信修复承诺: organisations in operation on a black list now, with a repair commitment that has not run out.
with given as (
    select
        c.subject_id,
        bool_or(c.valid_until is null or c.valid_until >= run.as_of_date) as is_valid
    from {{ ref('cur_credit_commitments') }} as c
    cross join {{ ref('stg_run') }} as run
    where c.kind = '信用修复' and c.subject_id is not null and c.made_on <= run.as_of_date
    group by c.subject_id
),

judged as (
    select
        b.*,
        case
            when not b.is_known then 'subject_unknown'
            when not b.is_in_operation then 'not_in_operation'
            when g.is_valid then 'commitment_given'
            when g.subject_id is not null then 'commitment_run_out'
            else 'no_commitment'
        end as reason
    from {{ ref('blacklisted_subjects') }} as b
    left join given as g
        on b.subject_id = g.subject_id
    where b.is_listed
)

{{ members(
    source='judged as b',
    unit='b.unit', subject='b.subject_id', record='b.record_id', lineage='b',
    denominator='b.is_in_operation', numerator="b.reason = 'commitment_given'", reason='b.reason'
) }}
