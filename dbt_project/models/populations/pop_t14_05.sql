-- 非法集资发案数增长率: cases opened this year so far against those of the same days last year. Last year none: no
-- base, and a reviewer decides.
with cases as (
    select
        f.*, {{ unit_name('f.unit', 'n') }} as answering_unit,
        f.opened_on >= p.year_start as is_of_this_year
    from {{ ref('cur_fundraising_cases') }} as f
    cross join {{ ref('run_periods') }} as p
    {{ join_unit('f.unit', 'n') }}
    where
        f.opened_on between p.year_start and p.as_of_date
        or f.opened_on between p.last_year_start and p.last_year_day
)

{{ members(
    source='cases as c', unit='c.answering_unit', district='c.district', record='c.record_id', lineage='c',
    denominator='not c.is_of_this_year', numerator='c.is_of_this_year',
    reason="case when c.is_of_this_year then 'opened_this_year' else 'opened_same_period_last_year' end"
) }}
