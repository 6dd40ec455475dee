-- 专项治理: the twenty fields, in when plan, combed list and mechanism are all there and in force. Beside it, black
-- and 重点关注 entries apart: of those that stood in the quarter the ones rectified. Departments name fields in
-- their own way: the seed item_fields says which of their names mean one of the twenty.
with kinds as (
    select
        e.item,
        bool_or(e.kind = '制度文件') as has_plan,
        bool_or(e.kind = '梳理名单') as has_list,
        bool_or(e.kind = '长效机制') as has_mechanism
    from {{ ref('cur_evidence') }} as e
    cross join {{ ref('run_periods') }} as p
    where e.indicator_id = 'T06-02' and {{ stands('e', 'p') }}
    group by e.item
),

newest as (
    select e.*
    from {{ ref('cur_evidence') }} as e
    cross join {{ ref('run_periods') }} as p
    where
        e.indicator_id = 'T06-02'
        and {{ stands('e', 'p', none, ['制度文件', '梳理名单', '长效机制']) }}
    qualify row_number() over (partition by e.item order by e.dated_on desc, e.record_id asc) = 1
),

field_names as (
    select i.item, i.item as field
    from {{ items('T06-02', ['field']) }} as i
    union
    select f.item, f.field
    from {{ ref('item_fields') }} as f
    cross join {{ ref('run_periods') }} as p
    where f.indicator_id = 'T06-02' and {{ in_force('f', 'p.as_of_date') }}
),

-- a department's field may mean two of the twenty; the entry counts once
item_of_field as (
    select field, min(item) as item from field_names group by field
),

entries as (
    select
        e.*, f.item,
        case e.colour when '黑' then 'black' else 'watched' end as part,
        coalesce(e.ended_on <= p.as_of_date and e.exit_reason in ('修复', '履行完毕'), false) as is_rectified
    from {{ ref('list_intervals') }} as e
    cross join {{ ref('run_periods') }} as p
    inner join item_of_field as f
        on e.field = f.field
    where
        e.colour in ('黑', '重点关注')
        and e.listed_from <= p.as_of_date
        and (e.ended_on is null or e.ended_on > p.quarter_start)
)

{{ members(
    source=items('T06-02', ['field']) ~ ' as i
    left join kinds as k on i.item = k.item
    left join newest as e on i.item = e.item',
    unit='i.unit', item='i.item', record='e.record_id', lineage='e',
    numerator='coalesce(k.has_plan and k.has_list and k.has_mechanism, false)',
    reason="case
        when k.has_plan and k.has_list and k.has_mechanism then 'plan_list_and_mechanism'
        when k.has_plan and k.has_list then 'no_mechanism'
        when k.has_plan then 'list_not_combed'
        else 'no_plan'
    end"
) }}
union all
{{ members(
    source='entries as e', unit='e.unit', part='e.part', item='e.item', main='false',
    subject='e.subject_id', record='e.record_id', lineage='e', numerator='e.is_rectified',
    reason="case when e.is_rectified then 'rectified' else 'not_rectified' end"
) }}
