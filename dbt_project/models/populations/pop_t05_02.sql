-- 联合奖惩领域: each memorandum signed nationally, matched by its number on the list and not by counting: in
-- when the city has a document of its own for it, in force, and at least one listed subject or one case.
with applied as (
    select e.memorandum
    from {{ ref('cur_list_entries') }} as e
    cross join {{ ref('run_periods') }} as p
    where e.memorandum is not null and e.listed_on <= p.as_of_date
    union
    select c.memorandum
    from {{ ref('cur_joint_cases') }} as c
    cross join {{ ref('run_periods') }} as p
    where c.memorandum is not null and c.acted_on <= p.as_of_date
)

{{ members(
    source=items('T05-02', ['memorandum']) ~ ' as i
    left join ' ~ newest_evidence('T05-02', kinds=['制度文件']) ~ ' as d on i.item = d.item
    left join applied as a on i.item = a.memorandum',
    unit='i.unit', item='i.item', record='d.record_id', lineage='d',
    numerator='d.record_id is not null and a.memorandum is not null',
    reason="case
        when d.record_id is not null and a.memorandum is not null then 'implemented'
        when d.record_id is not null then 'nobody_listed'
        when a.memorandum is not null then 'no_document'
        else 'neither'
    end"
) }}
