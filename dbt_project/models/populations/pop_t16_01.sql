-- 信用建设专项经费: budget units with a line of their own above zero for the year. A line of zero is a line and no
-- money. Beside it, what was paid of what was budgeted; paid above the budget is shown and not counted.
with budgets as (
    select b.*, {{ unit_name('b.unit', 'n') }} as answering_unit, coalesce(b.paid, 0) as paid_so_far
    from {{ ref('cur_credit_budgets') }} as b
    cross join {{ ref('run_periods') }} as p
    {{ join_unit('b.unit', 'n') }}
    where b.budget_year = extract(year from p.as_of_date)
    qualify
        row_number() over (
            partition by {{ unit_name('b.unit', 'n') }} order by b.received_at desc, b.record_id asc
        ) = 1
),

lines as (
    select
        i.unit, i.district, i.item, b.record_id, b.budgeted, b.paid_so_far, b.feed_id, b.batch_id,
        b.source_sheet, b.source_row
    from {{ items('T16-01') }} as i
    left join budgets as b
        on i.unit = b.answering_unit
)

{{ members(
    source='lines as b', unit='b.unit', district='b.district', item='b.item', record='b.record_id', lineage='b',
    numerator='coalesce(b.budgeted > 0, false)',
    reason="case
        when b.record_id is null then 'nothing_reported'
        when b.budgeted > 0 then 'budgeted'
        else 'budget_of_zero'
    end"
) }}
{%- for reason, weight, counted, hit in [
    ('paid', 'least(b.paid_so_far, b.budgeted)', 'true', 'true'),
    ('not_paid_yet', 'b.budgeted - b.paid_so_far', 'true', 'false'),
    ('paid_above_budget', 'b.paid_so_far - b.budgeted', 'false', 'false'),
] %}
union all
{{ members(
    source='lines as b', unit='b.unit', district='b.district', part="'amount'", main='false',
    item="'" ~ reason ~ "'", record='b.record_id', lineage='b', weight=weight, denominator=counted,
    numerator=hit, reason="'" ~ reason ~ "'", where=weight ~ ' > 0'
) }}
{%- endfor %}
