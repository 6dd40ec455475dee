-- 信用档案: every enterprise in operation once, in where a third-party file of it is in force. A sole trader's
-- file is no enterprise's.
with files as (
    select
        f.subject_id, f.record_id,
        coalesce(f.valid_until >= run.as_of_date, true) as is_in_force
    from {{ ref('cur_credit_reports') }} as f
    cross join {{ ref('stg_run') }} as run
    where f.kind = '信用档案' and f.issued_on <= run.as_of_date and f.subject_id is not null
    qualify
        row_number() over (
            partition by f.subject_id
            order by coalesce(f.valid_until >= run.as_of_date, true) desc, f.issued_on desc, f.record_id asc
        ) = 1
)

{{ members(
    source=ref('market_subjects') ~ ' as e left join files as f on e.subject_id = f.subject_id',
    unit=lead_unit(), district='e.district', subject='e.subject_id', record='f.record_id', lineage='e',
    numerator='coalesce(f.is_in_force, false)',
    reason="case
        when f.subject_id is null then 'no_file'
        when f.is_in_force then 'file_in_force'
        else 'file_expired'
    end",
    where='e.is_enterprise'
) }}
