-- Every judged thing of every scorecard, with what an appeal changed: a lost one whose appeal was
-- accepted is no longer counted, and says so; one whose appeal was rejected or is open stays as it is,
-- and says that too.
with members as (
    select * from {{ ref('score_deliveries') }}
    union all
    select * from {{ ref('score_disclosure') }}
    union all
    select * from {{ ref('score_reports') }}
    union all
    select * from {{ ref('score_volume') }}
    union all
    select * from {{ ref('score_quality') }}
),

named as (
    select
        *,
        -- what a department cites of a row that is no record
        coalesce(
            record_id,
            md5(
                concat_ws(
                    '|', item, unit, month, feed_id, batch_id, source_sheet, cast(source_row as string),
                    reference
                )
            )
        ) as thing_id
    from members
),

appealed as (
    select
        m.item, m.unit, m.month, m.thing_id, m.reason, a.appeal_no, a.appeal_state
    from named as m
    inner join {{ ref('score_appeals') }} as a
        on
            m.unit = a.unit and m.month = a.month and m.item = a.item
            and (
                a.appealed_record is null
                or m.thing_id = a.appealed_record
                or m.reference = a.appealed_record
            )
    where m.in_denominator and not m.in_numerator
    qualify
        row_number() over (
            partition by m.item, m.unit, m.month, m.thing_id, m.reason
            order by a.appeal_state = 'accepted' desc, a.decided_on desc nulls last, a.appeal_no asc
        ) = 1
)

select
    m.unit, m.month, m.item, m.thing_id, m.record_id, m.reference, m.weight, m.reason, m.detail, m.is_outage,
    m.in_denominator and coalesce(a.appeal_state <> 'accepted', true) as in_denominator,
    m.in_numerator,
    coalesce(a.appeal_state = 'accepted', false) as is_excused,
    a.appeal_no, m.feed_id, m.batch_id, m.source_sheet, m.source_row
from named as m
left join appealed as a
    on
        m.item = a.item and m.unit = a.unit and m.month = a.month and m.thing_id = a.thing_id
        and m.reason = a.reason
