-- A级纳税人占法人企业比重. A type nobody has classified is shown and not counted. The list knows older enterprises by
-- the tax number from before the reform, which ends in the organisation code that stands inside the new
-- code.
with listed as (
    select distinct t.taxpayer_no
    from {{ ref('stg_a_grade_taxpayers') }} as t
    cross join {{ ref('run_periods') }} as p
    -- a year that is still to come is a slip of the pen, and would leave nobody on the list
    where t.rating_year <= extract(year from p.as_of_date)
    -- the newest rating year that any delivery brought
    qualify t.rating_year = max(t.rating_year) over ()
),

by_code as (
    select taxpayer_no as uscc from listed where length(taxpayer_no) = 18
),

by_org_code as (
    select distinct substr(taxpayer_no, 7, 9) as org_code from listed where length(taxpayer_no) = 15
)

{{ members(
    source=ref('legal_person_enterprises') ~ ' as e
    left join by_code as c on e.uscc = c.uscc
    left join by_org_code as o on e.org_code = o.org_code',
    unit='e.department', district='e.district', subject='e.subject_id', lineage='e',
    denominator='e.is_legal_person is not null',
    numerator='e.is_legal_person is not null and (c.uscc is not null or o.org_code is not null)',
    reason="case
        when e.is_legal_person is null then 'enterprise_type_unknown'
        when c.uscc is not null then 'listed_by_code'
        when o.org_code is not null then 'listed_by_organisation_code'
        else 'not_listed'
    end"
) }}
