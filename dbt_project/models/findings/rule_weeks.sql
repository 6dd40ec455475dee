-- What each rule looked at and found in each feed by week: every rule that ever found something in the feed,
-- every week since the feed first sent. In a week in which there was nothing to look at both are unknown.
with recursive weeks as (
    select min(cast(date_trunc('week', received_on) as date)) as week_start
    from {{ ref('stg_batches') }}
    union all
    select w.week_start + 7 as week_start
    from weeks as w
    cross join {{ ref('stg_run') }} as run
    where w.week_start + 7 <= run.as_of_date
),

arrived as (
    select
        feed_id, cast(date_trunc('week', received_on) as date) as week_start,
        cast(sum(rows_read) as bigint) as rows_read,
        count(*) as files_read, count_if(state = 'stopped') as files_stopped,
        bool_or(nil_return) as is_nil_return
    from {{ ref('stg_batches') }}
    group by feed_id, cast(date_trunc('week', received_on) as date)
),

-- several findings of a rule in one row are one bad row, and in one file one bad file
bad as (
    select distinct
        feed_id, batch_id, rule_id, rule_group, severity,
        case when state = 'file' then 'file' else 'row' end as counted_in,
        case when state <> 'file' then source_sheet end as source_sheet,
        case when state <> 'file' then source_row end as source_row,
        cast(date_trunc('week', received_on) as date) as week_start
    from {{ ref('found_issues') }}
),

found as (
    select feed_id, rule_id, rule_group, severity, counted_in, week_start, count(*) as found_count
    from bad
    group by all
),

feed_rules as (
    select distinct
        f.feed_id, f.rule_id, f.rule_group, f.severity, f.counted_in,
        min(a.week_start) over (partition by a.feed_id) as first_week
    from found as f
    inner join arrived as a
        on f.feed_id = a.feed_id
)

select
    r.*, w.week_start, a.files_read, a.files_stopped, a.is_nil_return,
    case when r.counted_in = 'file' then a.files_read else nullif(a.rows_read, 0) end as checked_count,
    coalesce(
        f.found_count, case when r.counted_in = 'file' and a.files_read > 0 or a.rows_read > 0 then 0 end
    ) as found_count,
    sum(coalesce(case when r.counted_in = 'file' then a.files_read else a.rows_read end, 0)) over so_far
        as checked_so_far,
    sum(coalesce(f.found_count, 0)) over so_far as found_so_far
from feed_rules as r
inner join weeks as w
    on r.first_week <= w.week_start
left join arrived as a
    on r.feed_id = a.feed_id and w.week_start = a.week_start
left join found as f
    on {{ same_rule('r', 'f') }} and w.week_start = f.week_start
window so_far as (partition by r.feed_id, r.rule_id, r.severity, r.counted_in order by w.week_start)
