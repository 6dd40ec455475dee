-- 金融案件执结率, to the letter: banks' cases closed in the year / (open at its start + filed in it). One member a
-- case, so the opening stock is last year's unfinished cases and nothing else; the two halves of the
-- divisor are parts.
with claims as (
    select
        c.*, {{ unit_name('c.court', 'n') }} as handling_court,
        c.filed_on < p.year_start as is_opening,
        coalesce(c.closed_on <= p.as_of_date, false) as is_closed,
        c.first_known_on >= p.year_start as is_learned_later
    from {{ ref('cur_court_cases') }} as c
    cross join {{ ref('run_periods') }} as p
    {{ join_unit('c.court', 'n') }}
    where
        c.creditor_kind = '银行业机构'
        and c.filed_on <= p.as_of_date
        and (c.closed_on is null or c.closed_on >= p.year_start)
)

{{ members(
    source='claims as c', unit='c.handling_court', district='c.district',
    part="case when c.is_opening then 'opening_stock' else 'filed_in_year' end",
    record='c.record_id', lineage='c', numerator='c.is_closed',
    reason="case when c.is_closed then 'closed_in_year' else 'still_open' end"
) }}
union all
-- continuity: how much of the opening stock the court had not told of when the year began
{{ members(
    source='claims as c', unit='c.handling_court', district='c.district',
    part="'opening_stock_learned_later'", main='false', record='c.record_id', lineage='c',
    numerator='c.is_learned_later',
    reason="case when c.is_learned_later then 'learned_in_year' else 'known_before' end",
    where='c.is_opening'
) }}
