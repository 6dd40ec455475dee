-- Which subject every accepted row belongs to, and by which number that was found. Never by name: a row
-- without a number, or with one that no subject or more than one subject has, stays unmatched until the
-- registers say more.
with current_subjects as (
    select subject_id, uscc, registration_no, substr(uscc, 9, 9) as org_code
    from {{ ref('subjects') }}
    where library <> 'per' and valid_to is null
),

coded as (
    select uscc, subject_id from {{ ref('subjects') }} where uscc is not null
),

by_org_code as (
    select org_code, min(subject_id) as subject_id
    from current_subjects where org_code is not null group by org_code having count(*) = 1
),

by_registration_no as (
    select registration_no, min(subject_id) as subject_id
    from current_subjects where registration_no is not null group by registration_no having count(*) = 1
),

parties as (
    select
        *,
        translate(org_code, '-', '') as party_org_code,
        -- since 2015 the tax number is the code itself; before, it was a region and the organisation code
        case when length(tax_no) = 18 then tax_no end as tax_uscc,
        case when length(tax_no) = 15 then substr(tax_no, 7, 9) end as tax_org_code
    from {{ ref('record_parties') }}
)

select
    p.standard, p.feed_id, p.batch_id, p.source_sheet, p.source_row, p.row_state,
    coalesce(
        u.subject_id, o.subject_id, r.subject_id, tu.subject_id, tt.subject_id, 'per-' || p.person_id
    ) as subject_id,
    case
        when u.subject_id is not null then 'uscc'
        when o.subject_id is not null then 'org_code'
        when r.subject_id is not null then 'registration_no'
        when coalesce(tu.subject_id, tt.subject_id) is not null then 'tax_no'
        when p.person_id is not null then 'person'
    end as matched_by
from parties as p
left join coded as u on p.uscc = u.uscc
left join by_org_code as o on p.party_org_code = o.org_code
left join by_registration_no as r on p.registration_no = r.registration_no
left join coded as tu on p.tax_uscc = tu.uscc
left join by_org_code as tt on p.tax_org_code = tt.org_code
