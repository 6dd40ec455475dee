-- Who answers for every line: the words of the task table as the units they mean on the as-of date. A
-- group is its members; of "等部门" nobody knows any, so nobody is made responsible by it.
with words as (
    select w.indicator_id, w.role, w.word, w.kind
    from {{ ref('indicator_units') }} as w
    cross join {{ ref('stg_run') }} as run
    where {{ in_force('w', 'run.as_of_date') }}
),

members as (
    select g.word, coalesce(g.unit, u.unit) as unit
    from {{ ref('unit_groups') }} as g
    cross join {{ ref('stg_run') }} as run
    left join {{ ref('units') }} as u
        on g.unit_group = u.unit_group and {{ in_force('u', 'run.as_of_date') }}
    where {{ in_force('g', 'run.as_of_date') }}
),

named as (
    select indicator_id, role, word, false as is_group, word as name
    from words
    where kind = 'unit'
    union all
    select w.indicator_id, w.role, w.word, true as is_group, m.unit as name
    from words as w
    inner join members as m
        on w.word = m.word
)

select distinct
    w.indicator_id, w.role, w.word, w.is_group, {{ unit_name('w.name', 'n') }} as unit
from named as w
{{ join_unit('w.name', 'n') }}
where w.name is not null
