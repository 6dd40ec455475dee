-- 不良贷款率 at the newest quarter end for which statistics came: every institution's balance in two members,
-- the bad part and the rest, in yuan. An institution of the quarter before that has not reported is shown:
-- it is missing, which is not zero.
with statistics as (
    select s.*, dense_rank() over (order by s.quarter_end desc) as quarters_back
    from {{ ref('cur_bank_statistics') }} as s
    cross join {{ ref('stg_run') }} as run
    where s.quarter_end <= run.as_of_date
),

newest as (
    select * from statistics where quarters_back = 1
),

missing as (
    select b.*
    from statistics as b
    left join newest as n
        on b.institution = n.institution
    where b.quarters_back = 2 and n.institution is null
)

{{ members(
    source='newest as s', unit=lead_unit(), item="s.institution || '/不良'", record='s.record_id', lineage='s',
    weight='s.bad_loans', numerator='true', reason="'bad_loans'"
) }}
union all
{{ members(
    source='newest as s', unit=lead_unit(), item="s.institution || '/其余'", record='s.record_id', lineage='s',
    weight='greatest(s.loans - s.bad_loans, 0)', numerator='false', reason="'other_loans'"
) }}
union all
{{ members(
    source='missing as s', unit=lead_unit(), item='s.institution', record='s.record_id', lineage='s',
    weight='s.loans', denominator='false', numerator='false', reason="'institution_not_reported'"
) }}
