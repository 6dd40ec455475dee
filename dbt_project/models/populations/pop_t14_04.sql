-- 金融案件标的额兑现率, to the letter: what banks were paid in the year on claims they won / what judgments of the
-- year gave them. Two populations: a payment may belong to an older judgment, so the ratio may exceed one,
-- and a case may stand in both.
with won as (
    select
        c.*, {{ unit_name('c.court', 'n') }} as handling_court,
        c.judged_on between p.year_start and p.as_of_date as is_judged,
        c.recovered_on between p.year_start and p.as_of_date as is_recovered
    from {{ ref('cur_court_cases') }} as c
    cross join {{ ref('run_periods') }} as p
    {{ join_unit('c.court', 'n') }}
    where c.creditor_kind = '银行业机构' and c.creditor_won = '是'
)

{{ members(
    source='won as c', unit='c.handling_court', district='c.district', item="'judged'",
    record='c.record_id', lineage='c', weight='coalesce(c.judged_amount, 0)',
    denominator='c.judged_amount is not null', numerator='false',
    reason="case when c.judged_amount is null then 'judged_amount_missing' else 'judged_in_year' end",
    where='c.is_judged'
) }}
union all
{{ members(
    source='won as c', unit='c.handling_court', district='c.district', item="'recovered'",
    record='c.record_id', lineage='c', weight='coalesce(c.recovered_amount, 0)',
    denominator='false', numerator='c.recovered_amount is not null',
    reason="case
        when c.recovered_amount is null then 'recovered_amount_missing'
        else 'recovered_in_year'
    end",
    where='c.is_recovered'
) }}
