-- 合同纠纷案件 against the size of the city: cases filed this year / market subjects in operation, in the unit of
-- the parameter. Two populations of one as-of day, so the figure may exceed one.
with disputes as (
    select c.*
    from {{ ref('cur_court_cases') }} as c
    cross join {{ ref('run_periods') }} as p
    where
        c.filed_on between p.year_start and p.as_of_date
        and instr(c.cause, {{ parameter('T15-02', 'cause_contains', 'string') }}) > 0
)

{{ members(
    source='disputes as c', unit=lead_unit(), district='c.district', record='c.record_id', lineage='c',
    denominator='false', numerator='true', reason="'contract_dispute'"
) }}
union all
{{ members(
    source=ref('market_subjects') ~ ' as e', unit=lead_unit(), district='e.district', subject='e.subject_id',
    lineage='e',
    weight=parameter('T15-02', 'weight_of_market_subject', 'decimal(24, 4)'), numerator='false',
    reason="'market_subject'"
) }}
