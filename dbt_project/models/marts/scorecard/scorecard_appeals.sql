-- Every appeal, what was decided, and how many lost things it took out of the score. One that fits no
-- lost thing is shown as such: nobody's appeal disappears.
with matched as (
    select appeal_no, count(*) as lost_things, count_if(is_excused) as excused_things
    from {{ ref('score_members') }}
    where appeal_no is not null
    group by appeal_no
)

select
    a.appeal_no, a.unit, a.month, a.item, a.appealed_record, a.reason, a.appealed_on, a.appeal_state,
    a.decided_by, a.decided_on, a.decision_reason,
    cast(coalesce(m.lost_things, 0) as bigint) as lost_things,
    cast(coalesce(m.excused_things, 0) as bigint) as excused_things,
    a.feed_id, a.batch_id, a.source_sheet, a.source_row, run.as_of_date
from {{ ref('score_appeals') }} as a
cross join {{ ref('stg_run') }} as run
left join matched as m
    on a.appeal_no = m.appeal_no
