-- Each item of each unit's scorecard: its rate, and its points by the formula of the rubric of that
-- month. What cannot be judged has no points, never zero: with no duty it is not judged, with a duty it
-- is unknown.
with sums as (
    select
        unit, month, item,
        sum(case when in_denominator and in_numerator then weight else 0 end) as numerator,
        sum(case when in_denominator then weight else 0 end) as denominator,
        count_if(is_excused) as excused,
        count_if(reason = 'pending') as pending,
        count_if(reason = 'feed_missing') as feed_missing,
        count_if(reason in ('nil_return', 'nothing_produced', 'delivered')) as nothing_due
    from {{ ref('score_members') }}
    group by unit, month, item
),

stepped as (
    select s.unit, s.month, s.item, max(t.points) as points
    from sums as s
    inner join {{ ref('score_months') }} as m
        on s.month = m.month
    inner join {{ ref('rubric_steps') }} as t
        on
            s.item = t.item and {{ in_force('t', 'm.month_start') }}
            and s.numerator >= t.at_least * s.denominator
    where s.denominator > 0
    group by s.unit, s.month, s.item
),

judged as (
    select
        a.*, s.numerator, s.denominator, coalesce(s.excused, 0) as excused,
        p.points as manual_points, p.author, p.given_on, p.record_id as manual_record_id,
        case
            when a.formula = 'manual' and p.points > a.points_possible then 'points_out_of_range'
            when p.points is not null and a.formula = 'manual' or s.denominator > 0 then null
            when not a.has_duty then 'not_applicable'
            when a.formula = 'manual' then 'not_scored'
            when s.excused > 0 then 'all_excused'
            when s.feed_missing > 0 then 'feed_missing'
            when s.pending > 0 then 'pending'
            when s.nothing_due > 0 then 'nothing_due'
            when a.item = 'volume' then 'nothing_declared'
            else 'nothing_arrived'
        end as reason,
        t.points as step_points
    from {{ ref('score_duties') }} as a
    left join sums as s
        on a.unit = s.unit and a.month = s.month and a.item = s.item
    left join stepped as t
        on a.unit = t.unit and a.month = t.month and a.item = t.item
    left join {{ ref('score_manual_points') }} as p
        on a.unit = p.unit and a.month = p.month and a.item = p.item
)

select
    unit, month, block, item, title, position, is_bonus, formula, points_possible,
    case
        when reason is not null then null
        when formula = 'manual' then manual_points
        when formula = 'step' then coalesce(step_points, 0)
        -- compared as decimals, multiplied out, so that rounding does not decide at the threshold
        when numerator >= full_marks_at * denominator then points_possible
        else points_possible * cast(numerator as double) / cast(denominator as double)
    end as points,
    case when formula <> 'manual' then numerator end as numerator,
    case when formula <> 'manual' then denominator end as denominator,
    case
        when reason in ('not_applicable', 'all_excused', 'nothing_due') then 'not_judged'
        when reason is not null then 'unknown'
        when formula = 'manual' then 'manual'
        else 'computed'
    end as state,
    reason, excused, author, given_on, manual_record_id,
    case when formula <> 'manual' then manual_points end as manual_points_ignored
from judged
