-- Every lost point has its rows: losses of an item sum to what it lacks (within the rounding of each
-- share); unknown and not judged have no points and a reason; points lie between none and all; the
-- whole rubric is there.
with losses as (
    select unit, month, item, sum(points_lost) as points_lost
    from {{ ref('scorecard_losses') }}
    where not is_excused
    group by unit, month, item
),

possible as (
    select unit, month, sum(points_possible) as points_possible
    from {{ ref('scorecard') }}
    where not is_bonus
    group by unit, month
)

select s.unit, s.month, s.item, 'losses differ from the points lost' as problem
from {{ ref('scorecard') }} as s
left join losses as l
    on s.unit = l.unit and s.month = l.month and s.item = l.item
where
    s.state in ('computed', 'manual') and not s.is_bonus
    and abs(s.points_possible - s.points - coalesce(l.points_lost, 0)) > 0.001
union all
select s.unit, s.month, s.item, 'points without a judgement, or the other way round' as problem
from {{ ref('scorecard') }} as s
where
    (s.state in ('computed', 'manual')) <> (s.points is not null)
    or (s.state in ('computed', 'manual')) = (s.reason is not null)
    or (s.state = 'manual' and (s.author is null or s.given_on is null))
union all
select s.unit, s.month, s.item, 'points out of range' as problem
from {{ ref('scorecard') }} as s
where s.points < 0 or s.points > s.points_possible
union all
select t.unit, t.month, null as item, 'totals do not add up' as problem
from {{ ref('scorecard_totals') }} as t
inner join possible as s
    on t.unit = s.unit and t.month = s.month
where t.points_judged + t.points_unknown + t.points_not_judged <> s.points_possible
union all
-- a batch's rows are all in the valid-entry rate or none
select m.unit, m.month, m.item, 'rows read and rows judged differ' as problem
from {{ ref('score_members') }} as m
inner join {{ ref('stg_batches') }} as b
    on m.feed_id = b.feed_id and m.batch_id = b.batch_id
where m.item in ('valid_entry', 'completeness', 'accuracy') and b.rows_read > 0
group by m.unit, m.month, m.item, b.feed_id, b.batch_id, b.rows_read
having sum(m.weight) <> b.rows_read
