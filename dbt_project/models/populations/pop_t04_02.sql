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
    select
        p.*,
        {{ unit_name('p.unit', 'n') }} as answering_unit,
        case p.content_kind when '红名单' then '红' else '黑' end as colour
    from {{ ref('cur_portal_publications') }} as p
    {{ join_unit('p.unit', 'n') }}
    where p.channel in ('部门网站', '信用盘锦') and p.content_kind in ('红名单', '黑名单')
),

-- a publication names the entry by its document, or by its own number where there is no document
known_by as (
    select record_id, answering_unit, colour, removed_on, {{ document_key('basis_document') }} as reference
    from recognised
    union
    select record_id, answering_unit, colour, removed_on, {{ document_key('entry_no') }} as reference
    from recognised
),

seen as (
    select
        k.record_id,
        bool_or(s.channel = '部门网站') as is_on_site,
        bool_or(s.channel = '信用盘锦') as is_on_portal
    from known_by as k
    inner join shown as s
        on
            k.answering_unit = s.answering_unit
            and k.colour = s.colour
            and k.reference = {{ document_key('s.reference_no') }}
    -- taken down while the entry stands is not shown
    where s.withdrawn_on is null or s.withdrawn_on >= k.removed_on
    group by k.record_id
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
