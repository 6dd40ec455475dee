-- 司法领域红黑名单, reconciled: the debtors of the city that the nation lists today, found in the court's own list
-- by case number and party. Beside it the red entries of the judicial units, new in the month among all in
-- force.
with national as (
    select *
    from {{ ref('national_entries') }}
    where colour = '黑' and list_type = {{ parameter('T10-03', 'debtor_list', 'string') }}
),

local_cases as (
    select case_no, bool_or(true) as is_there from {{ ref('cur_judgment_debtors') }} group by case_no
),

local_parties as (
    select distinct case_no, subject_id from {{ ref('cur_judgment_debtors') }} where subject_id is not null
),

red as (
    select i.*, i.listed_from >= p.month_start as is_new
    from {{ ref('list_intervals') }} as i
    inner join {{ ref('units') }} as u
        on i.unit = u.unit and u.unit_group = '司法'
    cross join {{ ref('run_periods') }} as p
    where
        i.colour = '红'
        and i.listed_from <= p.as_of_date
        and (i.ended_on is null or i.ended_on > p.as_of_date)
)

{{ members(
    source='national as n
    inner join ' ~ ref('indicator_leads') ~ " as l on l.indicator_id = 'T10-03'
    left join local_cases as c on n.case_no = c.case_no
    left join local_parties as p on n.case_no = p.case_no and n.subject_id = p.subject_id",
    unit='l.lead_unit', subject='n.subject_id', record='n.record_id', lineage='n',
    numerator='p.case_no is not null',
    reason="case
        when n.subject_id is null then 'subject_unknown'
        when p.case_no is not null then 'in_court_list'
        when c.case_no is not null then 'other_party_in_court_list'
        else 'not_in_court_list'
    end"
) }}
union all
{{ members(
    source='red as r',
    unit='r.unit', subject='r.subject_id', record='r.record_id', lineage='r', part="'judicial_red'", main='false',
    numerator='r.is_new', reason="case when r.is_new then 'listed_this_month' else 'listed_before' end"
) }}
