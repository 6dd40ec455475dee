-- 县区信用监测系统: every county in, live when its newest heartbeat is good and fresh. The two-year plan for
-- townships is evidence and stands beside.
with beats as (
    select
        h.*,
        {{ unit_name('h.unit', 'n') }} as answering_unit,
        h.beat_on + {{ parameter('T07-02', 'heartbeat_within_days') }} >= p.as_of_date as is_fresh
    from {{ ref('cur_interface_heartbeats') }} as h
    cross join {{ ref('run_periods') }} as p
    {{ join_unit('h.unit', 'n') }}
    where h.system = '信用监测系统'
    qualify
        row_number() over (
            partition by {{ unit_name('h.unit', 'n') }}
            order by h.beat_on desc, h.received_at desc, h.record_id asc
        ) = 1
)

{{ members(
    source=items('T07-02', ['county']) ~ ' as i left join beats as b on i.unit = b.answering_unit',
    unit='i.unit', district='i.district', item='i.item', record='b.record_id', lineage='b',
    numerator="coalesce(b.state = '正常' and b.is_fresh, false)",
    reason="case
        when b.record_id is null then 'no_heartbeat'
        when b.state <> '正常' then 'interrupted'
        when not b.is_fresh then 'heartbeat_too_old'
        else 'live'
    end"
) }}
union all
{{ evidence_items('T07-02', groups=['plan'], part='i.item_group', main='false') }}
