-- Every lost point and the row that lost it: an item's loss is shared among its lost members by weight.
-- Excused ones stay in sight: what an accepted appeal took out, and what was in time only because the
-- platform was down.
with lost as (
    select
        m.*, s.points_possible - s.points as item_loss,
        sum(case when m.in_denominator and not m.in_numerator then m.weight else 0 end)
            over (partition by m.unit, m.month, m.item) as lost_weight
    from {{ ref('score_members') }} as m
    left join {{ ref('scorecard') }} as s
        on m.unit = s.unit and m.month = s.month and m.item = s.item
),

item_appeals as (
    select unit, month, item, min(appeal_no) as appeal_no
    from {{ ref('score_appeals') }}
    group by unit, month, item
),

shown as (
    select
        unit, month, item, thing_id, record_id, reference, reason, detail, weight,
        case
            when is_excused or is_outage then 0
            else cast(item_loss * weight as double) / cast(lost_weight as double)
        end as points_lost,
        is_excused or is_outage as is_excused,
        case when is_excused then 'appeal' when is_outage then 'outage' end as excuse,
        appeal_no, feed_id, batch_id, source_sheet, source_row
    from lost
    where
        is_excused or is_outage
        or (item_loss > 0 and lost_weight > 0 and in_denominator and not in_numerator)
    union all
    select
        s.unit, s.month, s.item, p.record_id as thing_id, p.record_id, p.author as reference,
        'manual_points' as reason, p.given_reason as detail, cast(1 as decimal(18, 4)) as weight,
        cast(s.points_possible - s.points as double) as points_lost,
        false as is_excused, cast(null as string) as excuse, a.appeal_no,
        p.feed_id, p.batch_id, p.source_sheet, p.source_row
    from {{ ref('scorecard') }} as s
    inner join {{ ref('score_manual_points') }} as p
        on s.unit = p.unit and s.month = p.month and s.item = p.item
    left join item_appeals as a
        on s.unit = a.unit and s.month = a.month and s.item = a.item
    where s.state = 'manual' and not s.is_bonus and s.points < s.points_possible
)

select
    l.unit, l.month, l.item, l.thing_id, l.record_id, l.reference, l.reason, l.detail, l.weight,
    cast(l.points_lost as decimal(18, 9)) as points_lost,
    l.is_excused, l.excuse,
    l.appeal_no, a.appeal_state, a.decided_by, a.decision_reason,
    l.feed_id, l.batch_id, l.source_sheet, l.source_row, run.as_of_date
from shown as l
cross join {{ ref('stg_run') }} as run
left join {{ ref('score_appeals') }} as a
    on l.appeal_no = a.appeal_no
