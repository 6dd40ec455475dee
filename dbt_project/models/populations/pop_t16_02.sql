-- 组织协调: the two rule documents in force; beside them the units whose liaison officer is still in post.
-- One who left is not current, whoever they were.
with officers as (
    select o.*, {{ unit_name('o.unit', 'n') }} as answering_unit
    from {{ ref('cur_liaison_officers') }} as o
    cross join {{ ref('run_periods') }} as p
    {{ join_unit('o.unit', 'n') }}
    where o.held_from <= p.as_of_date and (o.held_until is null or o.held_until > p.as_of_date)
    qualify
        row_number() over (
            partition by {{ unit_name('o.unit', 'n') }}
            order by o.held_from desc, o.received_at desc, o.record_id asc
        ) = 1
)

{{ evidence_items('T16-02', groups=['rule'], kinds=['制度文件']) }}
union all
{{ members(
    source=items('T16-02', ['unit']) ~ ' as i left join officers as o on i.unit = o.answering_unit',
    unit='i.unit', district='i.district', part="'liaison'", main='false', item='i.item', record='o.record_id',
    lineage='o', numerator='o.record_id is not null',
    reason="case when o.record_id is null then 'no_liaison_officer' else 'liaison_officer' end"
) }}
