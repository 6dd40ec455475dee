-- 主动承诺或行业自律型承诺: every market subject in operation once, in where one of its commitments is valid and shown
-- on 信用盘锦 today. A number belongs to the book of the unit that took the commitment, so both must agree.
with shown as (
    select distinct p.reference_no, {{ unit_name('p.unit', 'n') }} as unit
    from {{ ref('cur_portal_publications') }} as p
    cross join {{ ref('stg_run') }} as run
    {{ join_unit('p.unit', 'n') }}
    where
        p.channel = '信用盘锦'
        and p.content_kind = '信用承诺'
        and p.published_on <= run.as_of_date
        and (p.withdrawn_on is null or p.withdrawn_on > run.as_of_date)
),

commitments as (
    select
        c.record_id, c.subject_id, c.made_on,
        case
            when c.performance = '未履约' then 'not_performed'
            when c.valid_until < run.as_of_date then 'expired'
            when s.reference_no is null then 'not_published'
            else 'published'
        end as reason
    from {{ ref('cur_credit_commitments') }} as c
    cross join {{ ref('stg_run') }} as run
    {{ join_unit('c.unit', 'n') }}
    left join shown as s
        on c.commitment_no = s.reference_no and {{ unit_name('c.unit', 'n') }} = s.unit
    where c.kind in ('主动', '行业自律') and c.made_on <= run.as_of_date and c.subject_id is not null
),

-- the commitment that speaks for a subject: the one that lacks least
speaking as (
    select *
    from commitments
    qualify
        row_number() over (
            partition by subject_id
            order by
                case reason
                    when 'published' then 1 when 'not_published' then 2 when 'not_performed' then 3 else 4
                end asc,
                made_on desc,
                record_id asc
        ) = 1
)

{{ members(
    source=ref('market_subjects') ~ ' as e left join speaking as s on e.subject_id = s.subject_id',
    unit='e.department', district='e.district', subject='e.subject_id', record='s.record_id', lineage='e',
    numerator="coalesce(s.reason = 'published', false)", reason="coalesce(s.reason, 'no_commitment')"
) }}
