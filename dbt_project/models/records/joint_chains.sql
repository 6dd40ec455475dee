-- Chains of joint reward and punishment: initiated, answered, fed back, in that order. Two events of one day
-- are in order unless their minutes say otherwise. A chain is automatic when three automatic events make it
-- whole: one step by hand, and it is not.
with events as (
    select
        *,
        is_automatic = '是' as is_by_itself,
        row_number() over (
            partition by chain_no, stage
            order by occurred_on, occurred_minute nulls first, record_id
        ) = 1 as is_first
    from {{ ref('cur_joint_interface_log') }}
),

initiations as (
    select * from events where stage = '发起' and is_first
),

whole as (
    select
        i.chain_no,
        min(f.occurred_on) as closed_on,
        min(case when i.is_by_itself and r.is_by_itself and f.is_by_itself then f.occurred_on end)
            as closed_by_itself_on,
        -- whole days where a minute is not written
        min(
            case
                when i.is_first
                    then
                        (f.occurred_on - i.occurred_on) * 1440
                        + coalesce(f.occurred_minute - i.occurred_minute, 0)
            end
        ) as minutes_to_feedback
    from events as i
    inner join events as r
        on
            i.chain_no = r.chain_no
            and r.stage = '响应'
            and (
                i.occurred_on < r.occurred_on
                or (i.occurred_on = r.occurred_on and coalesce(i.occurred_minute <= r.occurred_minute, true))
            )
    inner join events as f
        on
            r.chain_no = f.chain_no
            and f.stage = '反馈'
            and (
                r.occurred_on < f.occurred_on
                or (r.occurred_on = f.occurred_on and coalesce(r.occurred_minute <= f.occurred_minute, true))
            )
    where i.stage = '发起'
    group by i.chain_no
)

select
    i.chain_no, i.field, {{ unit_name('i.unit', 'n') }} as unit, i.occurred_on as initiated_on,
    w.closed_on, w.closed_by_itself_on, w.minutes_to_feedback,
    i.record_id, i.feed_id, i.batch_id, i.source_sheet, i.source_row
from initiations as i
left join whole as w
    on i.chain_no = w.chain_no
{{ join_unit('i.unit', 'n') }}
