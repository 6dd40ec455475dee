-- The monthly report about the month before: handed in by its day, late, or not at all.
with outages as (
    select r.unit, r.kind, r.month, count(*) as days
    from {{ ref('report_duties') }} as r
    inner join {{ ref('outage_days') }} as o
        on r.month_start <= o.day and r.looked_until >= o.day
    where o.confirmed
    group by r.unit, r.kind, r.month
),

-- The centre hands on what the departments gave it. As long as nothing came from the centre this month,
-- nobody knows who was late, and no department loses a point for it.
handed_on as (
    select m.month, count(b.batch_id) as files
    from {{ ref('score_months') }} as m
    left join {{ ref('stg_batches') }} as b
        on
            m.month_start <= b.received_on and b.standard = 'disclosure_monthly_reports'
            and b.state <> 'stopped' and (b.rows_read > 0 or b.nil_return)
    group by m.month
),

handed_in as (
    select
        r.*, f.files = 0 as is_feed_missing,
        r.looked_until - cast(coalesce(o.days, 0) as integer) <= r.due_on as is_in_time
    from {{ ref('report_duties') }} as r
    inner join handed_on as f
        on r.month = f.month
    left join outages as o
        on r.unit = o.unit and r.kind = o.kind and r.month = o.month
)

{{ score_things(
    source='handed_in as r', item='monthly_report', unit='r.unit', month='r.month', record='r.record_id',
    reference="r.kind || ' ' || r.previous_month", lineage='r',
    denominator='r.record_id is not null or not (r.is_in_time or r.is_feed_missing)',
    numerator='r.record_id is not null and r.is_in_time',
    reason="case
        when r.record_id is null and r.is_in_time then 'pending'
        when r.record_id is null and r.is_feed_missing then 'feed_missing'
        when r.record_id is null then 'missed'
        when r.is_in_time then 'on_time'
        else 'late'
    end",
    outage='r.is_in_time and r.looked_until > r.due_on'
) }}
