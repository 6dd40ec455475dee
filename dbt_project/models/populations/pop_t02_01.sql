-- 政务服务大厅双接入: every named hall, in when it is connected to the sharing platform and to the portal, both,
-- and still is. A hall in the directory that nobody named is shown and not counted. Beside it: whether the
-- newest list the nation handed down is as young as real-time access asks for, and of its entries about the
-- city's subjects those that stand on a list here too, by subject and colour.
with halls as (
    select
        h.*,
        {{ unit_name('h.unit', 'n') }} as answering_unit,
        coalesce(h.platform_connected_on <= p.as_of_date, false) as is_on_platform,
        coalesce(h.portal_connected_on <= p.as_of_date, false) as is_on_portal,
        coalesce(h.disconnected_on <= p.as_of_date, false) as is_cut_off
    from {{ ref('cur_service_halls') }} as h
    cross join {{ ref('run_periods') }} as p
    {{ join_unit('h.unit', 'n') }}
),

handed_down as (
    select
        f.feed_id, b.batch_id, {{ unit_name('f.department', 'n') }} as unit,
        coalesce(
            b.received_on + {{ parameter('T02-01', 'national_list_max_age_days') }} >= p.as_of_date, false
        ) as is_fresh
    from {{ ref('stg_feeds') }} as f
    cross join {{ ref('run_periods') }} as p
    left join {{ ref('stg_batches') }} as b
        on f.feed_id = b.feed_id and b.state <> 'stopped' and b.rows_read > 0
    {{ join_unit('f.department', 'n') }}
    where f.standard = 'national_lists'
    qualify
        row_number() over (
            partition by f.feed_id order by b.received_at desc nulls last, b.batch_id asc
        ) = 1
),

listed_here as (
    select distinct i.subject_id, i.colour
    from {{ ref('list_intervals') }} as i
    cross join {{ ref('run_periods') }} as p
    where
        i.subject_id is not null
        and i.listed_from <= p.as_of_date
        and (i.ended_on is null or i.ended_on > p.as_of_date)
)

{{ members(
    source=items('T02-01', ['hall']) ~ ' as i left join halls as h on i.item = h.hall_name',
    unit='i.unit', district='i.district', item='i.item', record='h.record_id', lineage='h',
    numerator='coalesce(h.is_on_platform and h.is_on_portal and not h.is_cut_off, false)',
    reason="case
        when h.hall_name is null then 'not_in_directory'
        when h.is_cut_off then 'cut_off'
        when h.is_on_platform and h.is_on_portal then 'connected_to_both'
        when h.is_on_platform then 'only_platform'
        when h.is_on_portal then 'only_portal'
        else 'not_connected'
    end"
) }}
union all
{{ members(
    source='halls as h', unit='h.answering_unit', district='h.district', item='h.hall_name', record='h.record_id',
    lineage='h', denominator='false', numerator='false', reason="'not_named'",
    where='not exists (select 1 from ' ~ items('T02-01', ['hall']) ~ ' as i where h.hall_name = i.item)'
) }}
union all
{{ members(
    source='handed_down as d', unit='d.unit', part="'national_list_fresh'", main='false', delivery='d',
    denominator='d.batch_id is not null', numerator='d.is_fresh',
    reason="case
        when d.batch_id is null then 'nothing_arrived'
        when d.is_fresh then 'fresh'
        else 'too_old'
    end"
) }}
union all
{{ members(
    source=ref('national_entries') ~ ' as n
    inner join ' ~ ref('indicator_leads') ~ " as l on l.indicator_id = 'T02-01'
    left join listed_here as h on n.subject_id = h.subject_id and n.colour = h.colour",
    unit='l.lead_unit', part="'reconciled'", main='false', subject='n.subject_id', record='n.record_id',
    lineage='n', numerator='h.subject_id is not null',
    reason="case
        when n.subject_id is null then 'subject_unknown'
        when h.subject_id is null then 'not_listed_here'
        else 'listed_here'
    end"
) }}
