-- Credit reports and how far each got by the as-of date: handed in, still valid, shown on the portal; and
-- whether the agency was qualified on the day it issued the report, whatever it is today.
with shown as (
    select distinct p.reference_no
    from {{ ref('cur_portal_publications') }} as p
    cross join {{ ref('stg_run') }} as run
    where
        p.channel = '信用盘锦'
        and p.content_kind = '信用报告'
        and p.published_on <= run.as_of_date
        and (p.withdrawn_on is null or p.withdrawn_on > run.as_of_date)
),

reports as (
    select
        r.record_id, r.report_no, r.subject_id, r.party_name, r.issued_on, r.valid_until, r.submitted_on,
        r.agency_uscc, r.feed_id, r.batch_id, r.source_sheet, r.source_row,
        case
            when r.submitted_on is null or r.submitted_on > run.as_of_date then 'report_not_submitted'
            when r.valid_until < run.as_of_date then 'report_expired'
            when s.reference_no is null then 'report_not_shown'
            else 'report_shown'
        end as state
    from {{ ref('cur_credit_reports') }} as r
    cross join {{ ref('stg_run') }} as run
    left join shown as s
        on r.report_no = s.reference_no
    where r.kind = '信用报告'
),

qualified as (
    select distinct r.record_id
    from reports as r
    inner join {{ ref('cur_credit_agencies') }} as a
        on
            r.agency_uscc = a.agency_uscc
            and r.issued_on >= a.qualified_from
            and (a.qualified_until is null or r.issued_on <= a.qualified_until)
)

select
    r.record_id, r.report_no, r.subject_id, r.party_name, r.issued_on, r.valid_until, r.submitted_on, r.state,
    q.record_id is not null as is_agency_qualified,
    r.feed_id, r.batch_id, r.source_sheet, r.source_row
from reports as r
left join qualified as q
    on r.record_id = q.record_id
