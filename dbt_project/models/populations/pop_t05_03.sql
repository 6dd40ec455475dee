-- 发起-响应-反馈的自动化: every field with a chain under way in the quarter, in when one closed in the quarter
-- without a hand. A chain counts in the quarter of its feedback, whenever it began. Beside it: of the
-- initiations of the quarter those that are closed, and the minutes a chain closed in the quarter took.
with chains as (
    select
        c.*, l.lead_unit,
        coalesce(c.initiated_on >= p.quarter_start, false) as is_initiated_now,
        coalesce(c.closed_by_itself_on >= p.quarter_start, false) as is_closed_by_itself,
        coalesce(c.closed_on >= p.quarter_start, false) as is_closed
    from {{ ref('joint_chains') }} as c
    cross join {{ ref('run_periods') }} as p
    inner join {{ ref('indicator_leads') }} as l
        on l.indicator_id = 'T05-03'
    where
        c.initiated_on >= p.quarter_start
        or c.closed_on is null
        or c.closed_on >= p.quarter_start
        or c.closed_by_itself_on >= p.quarter_start
),

-- the chain that speaks for the field: an automatic one that closed, else any that closed, else the newest
fields as (
    select *
    from chains
    qualify
        row_number() over (
            partition by field
            order by is_closed_by_itself desc, is_closed desc, initiated_on desc, chain_no asc
        ) = 1
)

{{ members(
    source='fields as f', unit='f.lead_unit', item='f.field', record='f.record_id', lineage='f',
    numerator='f.is_closed_by_itself',
    reason="case
        when f.is_closed_by_itself then 'closed_automatically'
        when f.is_closed then 'closed_by_hand'
        else 'not_closed'
    end"
) }}
union all
{{ members(
    source='chains as c', unit='c.unit', part="'closed_loops'", item='c.field', main='false',
    record='c.record_id', lineage='c', numerator='c.closed_on is not null',
    reason="case when c.closed_on is null then 'open' else 'closed' end", where='c.is_initiated_now'
) }}
union all
{{ members(
    source='chains as c', unit='c.unit', part="'minutes_to_feedback'", main='false', item='c.field',
    record='c.record_id', lineage='c', weight='c.minutes_to_feedback', numerator='true',
    reason="'closed'", where='c.is_closed and c.minutes_to_feedback is not null'
) }}
