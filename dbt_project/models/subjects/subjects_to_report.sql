-- Who has to hand in a credit report (T05-07 and T13-02, which differ only in whose reports count):
-- organisations on a black list now, and market subjects the newest national round grades 差. Who is both is
-- one.
with black as (
    select * from {{ ref('blacklisted_subjects') }} where is_listed
),

poor as (
    select e.*, m.subject_id is not null as is_in_operation, s.subject_id is not null as is_known
    from {{ ref('newest_evaluations') }} as e
    left join {{ ref('subjects') }} as s
        on e.subject_id = s.subject_id
    left join {{ ref('market_subjects') }} as m
        on e.subject_id = m.subject_id
    where e.grade = '差'
),

joined as (
    select
        b.subject_id, b.record_id, b.unit, b.is_known, b.is_in_operation,
        case when p.subject_id is null then 'black_list' else 'black_list_and_poor_grade' end as ground,
        b.feed_id, b.batch_id, b.source_sheet, b.source_row
    from black as b
    left join poor as p
        on b.subject_id = p.subject_id
    union all
    select
        p.subject_id, p.record_id, cast(null as string) as unit, p.is_known, p.is_in_operation,
        'poor_grade' as ground, p.feed_id, p.batch_id, p.source_sheet, p.source_row
    from poor as p
    where not exists (select 1 from black as b where p.subject_id = b.subject_id)
),

handed_in as (
    select
        subject_id,
        bool_or(state = 'report_shown') as is_shown,
        bool_or(state = 'report_shown' and is_agency_qualified) as is_shown_of_qualified,
        bool_or(state = 'report_not_shown') as is_not_shown,
        bool_or(state = 'report_expired') as is_expired
    from {{ ref('submitted_reports') }}
    group by subject_id
)

select
    j.subject_id, j.record_id, j.unit, j.is_known, j.is_in_operation, j.ground,
    coalesce(r.is_shown, false) as is_shown,
    coalesce(r.is_shown_of_qualified, false) as is_shown_of_qualified,
    case
        when r.is_not_shown then 'report_not_shown'
        when r.is_expired then 'report_expired'
        when r.subject_id is not null then 'report_not_submitted'
        else 'no_report'
    end as what_is_missing,
    j.feed_id, j.batch_id, j.source_sheet, j.source_row
from joined as j
left join handed_in as r
    on j.subject_id = r.subject_id
