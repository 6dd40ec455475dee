-- 红黑名单认定和发布: red and black entries recognised this month, in when they name their legal basis and
-- their document and stand on the department's own site and on 信用盘锦, all four. Beside it the named
-- departments: each shows something this month or declares that there was nothing.
with recognised as (
    select e.*, {{ unit_name('e.unit', 'n') }} as answering_unit
    from {{ ref('cur_list_entries') }} as e
    cross join {{ ref('run_periods') }} as p
    {{ join_unit('e.unit', 'n') }}
    where e.colour in ('红', '黑') and e.listed_on >= p.month_start and e.listed_on <= p.as_of_date
),

shown as (
    {{ entries_put_up() }}
),

seen as (
    {{ entries_seen('recognised', 'shown') }}
),

of_month as (
    select s.*
    from shown as s
    cross join {{ ref('run_periods') }} as p
    where s.published_on >= p.month_start and s.published_on <= p.as_of_date
),

declared as (
    select z.*, {{ unit_name('z.unit', 'n') }} as answering_unit
    from {{ ref('cur_zero_reports') }} as z
    cross join {{ ref('run_periods') }} as p
    {{ join_unit('z.unit', 'n') }}
    where z.matter = 'T04-02' and z.month = p.month_key and z.declared_on >= p.month_start
),

said as (
    {{ first_said('of_month', 'declared', 'answering_unit') }}
)

{{ members(
    source='recognised as e left join seen as s on e.record_id = s.record_id',
    unit='e.answering_unit', subject='e.subject_id', record='e.record_id', lineage='e',
    numerator='e.legal_basis is not null and e.basis_document is not null
    and coalesce(s.is_on_site and s.is_on_portal, false)',
    reason="case
        when e.legal_basis is null then 'no_legal_basis'
        when e.basis_document is null then 'no_basis_document'
        when s.is_on_site and s.is_on_portal then 'recognised_and_shown'
        when s.is_on_site then 'not_on_portal'
        when s.is_on_portal then 'not_on_site'
        else 'not_shown'
    end"
) }}
union all
{{ members(
    source=items('T04-02', ['department']) ~ ' as i left join said as s on i.unit = s.answering_unit',
    unit='i.unit', part="'departments'", item='i.item', main='false', record='s.record_id', lineage='s',
    numerator='s.said is not null', reason="coalesce(s.said, 'nothing_said')"
) }}
