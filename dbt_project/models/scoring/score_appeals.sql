-- Appeals as decided by the as-of date: an appeal decided later is still open.
with decided as (
    select
        a.*, coalesce(a.decided_on <= run.as_of_date, false) as is_decided
    from {{ ref('cur_score_appeals') }} as a
    cross join {{ ref('stg_run') }} as run
    where a.appealed_on <= run.as_of_date
)

select
    d.appeal_no, {{ unit_name('d.unit', 'n') }} as unit, d.month, d.rubric_item as item, d.appealed_record,
    d.reason, d.appealed_on,
    case
        when d.is_decided and d.decision = '成立' then 'accepted'
        when d.is_decided and d.decision = '不成立' then 'rejected'
        else 'open'
    end as appeal_state,
    case when d.is_decided then d.decided_by end as decided_by,
    case when d.is_decided then d.decided_on end as decided_on,
    case when d.is_decided then d.decision_reason end as decision_reason,
    d.feed_id, d.batch_id, d.source_sheet, d.source_row
from decided as d
{{ join_unit('d.unit', 'n') }}
