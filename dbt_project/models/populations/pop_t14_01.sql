-- 不良贷款率 at the newest quarter end for which everybody reported: every institution's balance in two members,
-- the bad part and the rest, in yuan. Expected is who reported for a quarter end of the year before, so
-- that one bank alone is never the city, and one that closed is waited for no longer than a year. Of a
-- newer quarter end the rows are shown and who is missing, which is not zero.
with statistics as (
    select s.*
    from {{ ref('cur_bank_statistics') }} as s
    cross join {{ ref('stg_run') }} as run
    where s.quarter_end <= run.as_of_date
),

ends as (
    select distinct
        quarter_end,
        quarter_end - {{ parameter('T14-01', 'expected_within_days') }} as expected_from
    from statistics
),

-- who is missing where, with the last row it sent before
missing as (
    select q.quarter_end as of_quarter_end, b.*
    from ends as q
    inner join statistics as b
        on q.quarter_end > b.quarter_end and q.expected_from <= b.quarter_end
    left join statistics as own
        on q.quarter_end = own.quarter_end and b.institution = own.institution
    where own.institution is null
    qualify row_number() over (partition by q.quarter_end, b.institution order by b.quarter_end desc) = 1
),

quarters as (
    select
        max(e.quarter_end) as newest,
        max(case when m.of_quarter_end is null then e.quarter_end end) as complete
    from ends as e
    left join missing as m
        on e.quarter_end = m.of_quarter_end
),

taken as (
    select s.*
    from statistics as s
    inner join quarters as q
        on s.quarter_end = q.complete
)

{{ members(
    source='taken as s', unit=lead_unit(), item="s.institution || '/不良'", record='s.record_id', lineage='s',
    weight='s.bad_loans', numerator='true', reason="'bad_loans'"
) }}
union all
{{ members(
    source='taken as s', unit=lead_unit(), item="s.institution || '/其余'", record='s.record_id', lineage='s',
    weight='greatest(s.loans - s.bad_loans, 0)', numerator='false', reason="'other_loans'"
) }}
union all
{{ members(
    source='statistics as s inner join quarters as q on s.quarter_end = q.newest and q.newest > q.complete',
    unit=lead_unit(), item='s.institution', record='s.record_id', lineage='s', weight='s.loans',
    denominator='false', numerator='false', reason="'quarter_not_complete'"
) }}
union all
{{ members(
    source='missing as s inner join quarters as q on s.of_quarter_end = q.newest',
    unit=lead_unit(), item='s.institution', record='s.record_id', lineage='s', weight='s.loans',
    denominator='false', numerator='false', reason="'institution_not_reported'"
) }}
