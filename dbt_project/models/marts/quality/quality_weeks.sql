-- Quality by week and its share of the error budget. A week in which a rule found nothing in what came is a
-- zero; a week in which there was nothing to look at is unknown, and says why. The weeks over which a
-- budget is spent end with this week; those it is compared with end before it.
with compared as (
    select
        w.*, b.budget, b.weeks as budget_weeks,
        -- without a budget in force there are no weeks to sum
        case when b.weeks > 0 then w.checked_so_far end - coalesce(spent.checked_so_far, 0) as budget_checked,
        case when b.weeks > 0 then w.found_so_far end - coalesce(spent.found_so_far, 0) as budget_found,
        case when b.weeks > 0 then w.checked_so_far end - coalesce(w.checked_count, 0)
        - coalesce(past.checked_so_far, 0) as checked_before,
        case when b.weeks > 0 then w.found_so_far end - coalesce(w.found_count, 0)
        - coalesce(past.found_so_far, 0) as found_before
    from {{ ref('rule_weeks') }} as w
    left join {{ ref('error_budgets') }} as b
        on
            w.severity = b.severity and (b.rule_group is null or w.rule_group = b.rule_group)
            and {{ in_force('b', 'w.week_start') }}
    left join {{ ref('rule_weeks') }} as spent
        on {{ same_rule('w', 'spent') }} and w.week_start - 7 * b.weeks = spent.week_start
    left join {{ ref('rule_weeks') }} as past
        on {{ same_rule('w', 'past') }} and w.week_start - 7 * (b.weeks + 1) = past.week_start
    -- a budget of the rule's own group goes before the one for all
    qualify row_number() over (
        partition by w.feed_id, w.rule_id, w.severity, w.counted_in, w.week_start
        order by b.rule_group nulls last
    ) = 1
)

select
    c.feed_id, f.title, f.department, c.rule_id, c.severity, c.rule_group, c.counted_in,
    c.week_start, c.week_start + 6 as week_end, run.as_of_date > c.week_start + 5 as is_whole,
    c.checked_count, c.found_count, c.found_count / cast(c.checked_count as double) as rate,
    c.budget, c.budget_weeks,
    cast(c.budget_checked as bigint) as budget_checked, cast(c.budget_found as bigint) as budget_found,
    c.budget_found / cast(nullif(c.budget_checked * c.budget, 0) as double) as budget_used,
    c.found_before / cast(nullif(c.checked_before, 0) as double) as rate_before,
    case
        when c.checked_count is null or coalesce(c.checked_before, 0) = 0 then null
        when c.found_count * c.checked_before < c.found_before * c.checked_count then 'better'
        when c.found_count * c.checked_before > c.found_before * c.checked_count then 'worse'
        else 'same'
    end as trend,
    case
        when c.checked_count is not null then null
        when c.files_read is null then 'nothing_came'
        when c.files_read = c.files_stopped then 'stopped'
        when c.is_nil_return then 'nil_return'
        else 'no_rows'
    end as reason,
    run.as_of_date
from compared as c
cross join {{ ref('stg_run') }} as run
left join {{ ref('stg_feeds') }} as f
    on c.feed_id = f.feed_id
