-- Whether an unpaid bill may enter a credit record at all: a debt alone is no dishonesty. It must be
-- overdue, reminded of, and large or repeated enough, by the rule in force on its due day; what is not known
-- stays open.
with bills as (
    select utility, account_no, count(distinct bill_month) as times
    from {{ ref('stg_utility_arrears') }}
    group by utility, account_no
),

ruled as (
    select
        a.*, r.rule_id, r.least_reminders, r.least_amount, r.least_times, b.times, run.as_of_date
    from {{ ref('cur_utility_arrears') }} as a
    cross join {{ ref('stg_run') }} as run
    inner join bills as b
        on a.utility = b.utility and a.account_no = b.account_no
    left join {{ ref('utility_entry_rules') }} as r
        on
            a.customer_category = r.customer_category
            and (r.utility is null or a.utility = r.utility)
            and {{ in_force('r', 'coalesce(a.due_on, a.received_on)') }}
    -- a utility's own rule goes before the one for all
    qualify row_number() over (partition by a.record_id order by r.utility nulls last) = 1
),

judged as (
    select
        *,
        case
            when rule_id is null then 'no_rule'
            when due_on is null then 'due_day_unknown'
            when due_on >= as_of_date then 'not_overdue'
            when reminders is null then 'reminders_unknown'
            when reminders < least_reminders then 'too_few_reminders'
            when amount_owed >= least_amount then 'amount_reached'
            when times >= least_times then 'times_reached'
            else 'too_little'
        end as reason
    from ruled
)

select
    record_id, utility, account_no, customer_category, subject_id, bill_month, due_on, amount_owed, reminders,
    times, rule_id,
    case
        when reason in ('amount_reached', 'times_reached') then true
        when reason in ('not_overdue', 'too_few_reminders', 'too_little') then false
    end as qualifies,
    reason, feed_id, batch_id, source_sheet, source_row, as_of_date
from judged
