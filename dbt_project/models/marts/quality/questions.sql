-- What is asked of a department and how it stands: open until the row was sent again and accepted, or a
-- person decided with a reason that it may stand. A fact goes before a decision: an accepted row is answered.
with asked as (
    select
        feed_id, batch_id, source_sheet, source_row, {{ adapter.quote('column') }}, rule_id, received_on,
        min(severity) as severity, min(message_zh) as message_zh
    from (
        select
            feed_id, batch_id, source_sheet, source_row, {{ adapter.quote('column') }}, rule_id, severity,
            message_zh, state, received_on
        from {{ ref('found_issues') }}
        union all
        select
            feed_id, batch_id, source_sheet, source_row, {{ adapter.quote('column') }}, rule_id, severity,
            message_zh, state, received_on
        from {{ ref('unplaced_decisions') }}
    ) as q
    where severity in ('question', 'reject', 'stop') and state in ('question', 'rejected', 'file')
    group by feed_id, batch_id, source_sheet, source_row, {{ adapter.quote('column') }}, rule_id, received_on
),

-- the newest word counts: whether it may stand, and who has to act
standing as (
    select *
    from {{ ref('placed_decisions') }}
    where decision in ('忽略', '重新打开') and feed_id is not null
    qualify row_number() over (
        partition by feed_id, batch_id, source_sheet, source_row, rule_id
        order by decided_on desc, received_at desc, decision_id asc
    ) = 1
),

assigned as (
    select *
    from {{ ref('placed_decisions') }}
    where decision = '转办' and feed_id is not null
    qualify row_number() over (
        partition by feed_id, batch_id, source_sheet, source_row, rule_id
        order by decided_on desc, received_at desc, decision_id asc
    ) = 1
),

judged as (
    select
        a.*, b.department, run.as_of_date,
        coalesce(o.assigned_to, b.department) as owner,
        case
            when coalesce(n.is_settled, false) then 'answered'
            when s.decision = '忽略' then 'ignored'
            else 'open'
        end as state,
        n.answer_batch_id, n.answer_sheet, n.answer_row, n.answered_on,
        coalesce(n.rounds, 0) as rounds,
        n.first_batch_id, n.first_sheet, n.first_row,
        s.author as decided_by, s.decided_on, s.reason as decision_reason
    from asked as a
    cross join {{ ref('stg_run') }} as run
    inner join {{ ref('stg_batches') }} as b
        on a.feed_id = b.feed_id and a.batch_id = b.batch_id
    left join {{ ref('stg_answers') }} as n
        on {{ same_place('a', 'n') }}
    left join standing as s
        on {{ same_place('a', 's') }} and a.rule_id = s.rule_id
    left join assigned as o
        on {{ same_place('a', 'o') }} and a.rule_id = o.rule_id
),

aged as (
    select
        *,
        case state when 'answered' then answered_on when 'ignored' then decided_on end as closed_on
    from judged
)

select
    a.feed_id, a.department, a.owner, a.batch_id, a.source_sheet, a.source_row,
    a.{{ adapter.quote('column') }},
    a.rule_id, a.severity, a.message_zh, a.state,
    a.received_on as asked_on, a.closed_on,
    cast(until.working_day_no - since.working_day_no as integer) as age_working_days,
    cast(a.rounds as integer) as rounds,
    a.answer_batch_id, a.answer_sheet, a.answer_row,
    a.first_batch_id, a.first_sheet, a.first_row,
    a.decided_by, a.decided_on, a.decision_reason, a.as_of_date
from aged as a
left join {{ ref('working_days') }} as since
    on a.received_on = since.day
left join {{ ref('working_days') }} as until
    on coalesce(a.closed_on, a.as_of_date) = until.day
