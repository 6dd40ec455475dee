-- How long each version of what falls under a publication rule may be shown: its class, and the rule of that
-- class in force on the day its window counts from. Each type of penalty has a class, the most particular
-- row of the seed speaking for it; of several types the one shown longest counts, what no row names is left
-- out; of a local and a national rule the stricter one. A version without a class is not here: it is not
-- shown, for nothing is made public without a ground (law 9).
with bound as (
    select v.*, 1 + length(v.penalty_types) - length(replace(v.penalty_types, ';', '')) as types
    from {{ ref('portal_versions') }} as v
    inner join {{ ref('portal_contents') }} as c
        on v.content = c.content and {{ in_force('c', 'v.starts_on') }}
    where c.window_basis = 'rule' and {{ touched('v.record_id', 'touched_windows') }}
),

matched as (
    select
        b.record_id, b.version_no, b.starts_on, b.act, b.types, m.penalty_type, m.class,
        count(distinct m.penalty_type) over (partition by b.record_id, b.version_no) as types_named
    from bound as b
    left join {{ ref('unit_names_today') }} as n
        on b.unit = n.name
    inner join {{ ref('publication_classes') }} as m
        on
            b.content = m.content
            and (
                m.penalty_type is null
                or instr(';' || b.penalty_types || ';', ';' || m.penalty_type || ';') > 0
            )
            and (m.procedure is null or b.procedure = m.procedure)
            and (m.unit is null or m.unit = {{ unit_name('b.unit', 'n') }})
            and (m.fine_from is null or b.fine >= m.fine_from)
            and (m.fine_below is null or b.fine < m.fine_below)
            and {{ in_force('m', 'b.starts_on') }}
    qualify
        row_number() over (
            partition by b.record_id, b.version_no, m.penalty_type order by m.precedence desc, m.class asc
        ) = 1
),

ruled as (
    select
        m.record_id, m.version_no, m.starts_on, m.act, m.class,
        r.rule_version, r.is_published, r.min_months, r.max_months
    from matched as m
    inner join {{ ref('publication_rules') }} as r
        on m.class = r.class and r.is_applied and {{ in_force('r', 'm.starts_on') }}
    -- a row without a type speaks for the types no other row names
    where m.penalty_type is not null or m.types is null or m.types > m.types_named
    qualify
        row_number() over (
            partition by m.record_id, m.version_no, m.class
            order by r.is_published asc, r.max_months asc nulls last, r.min_months desc nulls last
        ) = 1
),

longest as (
    select *
    from ruled
    qualify
        row_number() over (
            partition by record_id, version_no
            order by is_published desc, max_months desc nulls first, min_months desc nulls last, class asc
        ) = 1
)

select
    l.record_id, l.version_no, l.class, l.rule_version, l.is_published,
    greatest(l.min_months, max(f.min_months)) as min_months,
    l.max_months
from longest as l
left join {{ ref('publication_fields') }} as f
    on
        l.is_published
        and l.min_months is not null
        and instr(l.act, f.word) > 0
        and {{ in_force('f', 'l.starts_on') }}
group by l.record_id, l.version_no, l.class, l.rule_version, l.is_published, l.min_months, l.max_months
