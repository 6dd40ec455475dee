-- 清理拖欠: what was paid / what is registered as owed, in yuan; interest may carry it beyond one. Beside it
-- the investment agreements that fell due, honoured where all was delivered, and the items still open.
with ledger as (
    select
        a.*, {{ unit_name('a.unit', 'n') }} as answering_unit,
        case when a.settled_on <= run.as_of_date then coalesce(a.settled_amount, 0) else 0 end as settled,
        a.kind = '拖欠账款' as is_arrears,
        coalesce(a.due_on <= run.as_of_date, false) as is_due
    from {{ ref('cur_arrears_and_agreements') }} as a
    cross join {{ ref('stg_run') }} as run
    {{ join_unit('a.unit', 'n') }}
    where a.registered_on <= run.as_of_date
),

judged as (
    select
        *,
        settled >= amount as is_settled,
        case
            when settled >= amount then 'settled'
            when settled > 0 then 'settled_in_part'
            else 'open'
        end as state
    from ledger
)

{{ members(
    source='judged as a', unit='a.answering_unit', district='a.district', item="'registered'",
    record='a.record_id', lineage='a', weight='a.amount', numerator='false', reason='a.state',
    where='a.is_arrears'
) }}
union all
{{ members(
    source='judged as a', unit='a.answering_unit', district='a.district', item="'cleared'",
    record='a.record_id', lineage='a', weight='a.settled', denominator='false', numerator='true',
    reason="'amount_cleared'", where='a.is_arrears and a.settled > 0'
) }}
union all
{{ members(
    source='judged as a', unit='a.answering_unit', district='a.district', part="'agreements'", main='false',
    record='a.record_id', lineage='a', denominator='a.is_due', numerator='a.is_due and a.is_settled',
    reason="case when a.is_due then a.state else 'not_due' end", where='not a.is_arrears'
) }}
union all
{{ members(
    source='judged as a', unit='a.answering_unit', district='a.district', part="'open_items'", main='false',
    record='a.record_id', lineage='a', numerator='not a.is_settled', reason='a.state',
    where='a.is_arrears or a.is_due'
) }}
