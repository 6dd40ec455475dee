-- The published figure recounted from the published members; 69 lines, always; unknown is never a number.
with recounted as (
    select
        indicator_id,
        sum(case when in_numerator then weight else 0 end) as numerator,
        sum(case when in_denominator then weight else 0 end) as denominator
    from {{ ref('indicator_members') }}
    where is_main
    group by indicator_id
),

city as (
    select * from {{ ref('indicator_values') }} where unit_kind = 'city' and is_main
)

select c.indicator_id, 'differs from its members' as problem
from city as c
inner join recounted as r
    on c.indicator_id = r.indicator_id
where c.numerator <> r.numerator or c.denominator <> r.denominator
union all
select v.indicator_id, 'unknown with a value, or known without' as problem
from {{ ref('indicator_values') }} as v
where
    (v.status = 'unknown') <> (v.reason is not null)
    or (v.status = 'unknown' and v.value is not null)
    or (v.status in ('met', 'not_met', 'trend') and v.value is null)
    -- a verdict is a person's: there, with a name and a day, exactly where the status says so
    or (v.status = 'verdict') <> (v.verdict is not null)
    or (v.verdict is not null and (v.reviewed_by is null or v.reviewed_on is null))
union all
select l.indicator_id, 'is not among the values' as problem
from {{ ref('indicator_lines') }} as l
left join city as c
    on l.indicator_id = c.indicator_id
where c.indicator_id is null
union all
select v.indicator_id, 'units of a line do not add up to it' as problem
from {{ ref('indicator_values') }} as v
inner join city as c
    on v.indicator_id = c.indicator_id
where v.is_main and v.unit_kind = 'unit'
group by v.indicator_id, c.denominator
having sum(v.denominator) <> c.denominator
