-- Which subject every accepted row belongs to, and by what that was found. By number first; a row without one
-- that helps, by its name together with a second attribute, where exactly one subject fits; never by name
-- alone. What finds no subject, or more than one, stays unmatched until the registers say more: every build
-- tries again.
with parties as (
    select
        p.*,
        translate(org_code, '-', '') as party_org_code,
        substr(uscc, 9, 9) as code_org_code,
        -- since 2015 the tax number is the code itself; before, it was a region and the organisation code
        case when length(tax_no) = 18 then tax_no end as tax_uscc,
        case when length(tax_no) = 15 then substr(tax_no, 7, 9) end as tax_org_code
    from {{ ref('record_parties') }} as p
    {{ join_fresh('p') }}
),

numbered as (
    select
        p.*,
        coalesce(
            u.subject_id, c.subject_id, o.subject_id, r.subject_id, tu.subject_id, tt.subject_id,
            'per-' || p.person_id
        ) as subject_id,
        case
            when u.subject_id is not null then 'uscc'
            when coalesce(c.subject_id, o.subject_id) is not null then 'org_code'
            when r.subject_id is not null then 'registration_no'
            when coalesce(tu.subject_id, tt.subject_id) is not null then 'tax_no'
            when p.person_id is not null then 'person'
        end as matched_by
    from parties as p
    left join {{ ref('subject_numbers') }} as u on u.kind = 'uscc' and p.uscc = u.number
    left join {{ ref('subject_numbers') }} as c on c.kind = 'org_code' and p.code_org_code = c.number
    left join {{ ref('subject_numbers') }} as o on o.kind = 'org_code' and p.party_org_code = o.number
    left join {{ ref('subject_numbers') }} as r on r.kind = 'registration_no' and p.registration_no = r.number
    left join {{ ref('subject_numbers') }} as tu on tu.kind = 'uscc' and p.tax_uscc = tu.number
    left join {{ ref('subject_numbers') }} as tt on tt.kind = 'org_code' and p.tax_org_code = tt.number
)

select
    n.standard, n.feed_id, n.batch_id, n.source_sheet, n.source_row, n.received_on, n.row_state,
    coalesce(n.subject_id, m.subject_id) as subject_id,
    coalesce(n.matched_by, case when m.subject_id is not null then 'name_and_attribute' end) as matched_by
from numbered as n
left join {{ ref('record_names') }} as m
    on
        n.subject_id is null
        and n.standard = m.standard
        and n.name = m.party_name
        and n.second_attribute = m.party_attribute
        and n.received_on = m.received_on
