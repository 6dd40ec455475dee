-- 平台上线和互通: the go-live day, the two ports, the three kinds of information. A port is connected when its
-- newest heartbeat is good and fresh and something was accepted through it; a heartbeat alone exchanges
-- nothing. A kind of information must have gone both ways in the month.
with live as (
    select
        *,
        dated_on <= (
            select try_cast(target_value as date)
            from {{ ref('indicator_lines') }}
            where indicator_id = 'T01-01'
        ) as is_in_time
    from {{ ref('cur_evidence') }}
    where indicator_id = 'T01-01' and kind = '上线证明'
    qualify row_number() over (partition by item order by dated_on asc, received_at asc, record_id asc) = 1
),

beats as (
    select h.*, h.beat_on + {{ parameter('T01-01', 'heartbeat_within_days') }} >= p.as_of_date as is_fresh
    from {{ ref('cur_interface_heartbeats') }} as h
    cross join {{ ref('run_periods') }} as p
    qualify
        row_number() over (
            partition by h.system order by h.beat_on desc, h.received_at desc, h.record_id asc
        ) = 1
),

exchanges as (
    select
        r.*, coalesce(r.received_on_upper, r.sent_on) as exchanged_on, p.month_start,
        coalesce(r.received_on_upper, r.sent_on) + {{ parameter('T01-01', 'exchange_within_days') }}
        >= p.as_of_date as is_recent
    from {{ ref('cur_upper_receipts') }} as r
    cross join {{ ref('run_periods') }} as p
    where r.result = '已接收' and coalesce(r.received_on_upper, r.sent_on) <= p.as_of_date
),

recent as (
    select distinct level from exchanges where is_recent
),

-- the newest exchange of each kind in the month, with whether any went up and any came down
kinds as (
    select
        x.*,
        bool_or(x.direction = '上报') over (partition by x.info_kind) as is_sent,
        bool_or(x.direction = '下发') over (partition by x.info_kind) as is_received
    from exchanges as x
    where x.exchanged_on >= x.month_start
    qualify row_number() over (partition by x.info_kind order by x.exchanged_on desc, x.record_id asc) = 1
),

ports as (
    select i.*, l.field as level
    from {{ items('T01-01', ['port']) }} as i
    left join {{ ref('item_fields') }} as l
        on
            i.indicator_id = l.indicator_id and i.item = l.item
            and {{ in_force('l', '(select as_of_date from ' ~ ref('stg_run') ~ ')') }}
)

{{ members(
    source=items('T01-01', ['go_live']) ~ ' as i left join live as e on i.item = e.item',
    unit='i.unit', part='i.item_group', item='i.item', record='e.record_id', lineage='e',
    numerator='coalesce(e.is_in_time, false)',
    reason="case
        when e.record_id is null then 'not_shown'
        when e.is_in_time then 'live_in_time'
        else 'live_too_late'
    end"
) }}
union all
{{ members(
    source='ports as i
    left join beats as b on i.item = b.system
    left join recent as r on i.level = r.level',
    unit='i.unit', part='i.item_group', item='i.item', record='b.record_id', lineage='b',
    numerator="coalesce(b.state = '正常' and b.is_fresh and r.level is not null, false)",
    reason="case
        when b.record_id is null then 'no_heartbeat'
        when b.state <> '正常' then 'interrupted'
        when not b.is_fresh then 'heartbeat_too_old'
        when r.level is null then 'no_exchange'
        else 'connected'
    end"
) }}
union all
{{ members(
    source=items('T01-01', ['information']) ~ ' as i left join kinds as k on i.item = k.info_kind',
    unit='i.unit', part='i.item_group', item='i.item', record='k.record_id', lineage='k',
    numerator='coalesce(k.is_sent and k.is_received, false)',
    reason="case
        when k.record_id is null then 'not_exchanged'
        when not k.is_received then 'only_sent'
        when not k.is_sent then 'only_received'
        else 'both_ways'
    end"
) }}
