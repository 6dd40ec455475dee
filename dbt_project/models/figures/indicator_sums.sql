-- Numerator and denominator of every cut of every line: the line and each part, for the city (全市), each unit
-- and each district. The city is summed from the members, never from the units' shares.
with cuts as (
    select
        indicator_id, unit, district, cast(null as string) as part, in_denominator, in_numerator, weight,
        reason, is_main
    from {{ ref('indicator_members') }}
    where is_main
    union all
    select indicator_id, unit, district, part, in_denominator, in_numerator, weight, reason, is_main
    from {{ ref('indicator_members') }}
    where part is not null
),

summed as (
    select
        indicator_id, part, unit, district,
        -- which of the two was summed over: a null that was there before says nothing
        grouping(unit) as over_units,
        grouping(district) as over_districts,
        cast(coalesce(sum(weight) filter (where in_numerator), 0) as decimal(24, 4)) as numerator,
        cast(coalesce(sum(weight) filter (where in_denominator), 0) as decimal(24, 4)) as denominator,
        cast(median(weight) filter (where in_numerator) as double) as median_weight,
        cast(count(*) filter (where reason = 'silent') as bigint) as silent_members,
        bool_or(is_main) as is_of_line
    from cuts
    group by
        grouping sets (
            (indicator_id, part), (indicator_id, part, unit), (indicator_id, part, district)
        )
)

select
    indicator_id, part,
    case
        when over_units = 1 and over_districts = 1 then 'city'
        when over_units = 0 then 'unit'
        else 'district'
    end as unit_kind,
    case
        when over_units = 1 and over_districts = 1 then '全市'
        when over_units = 0 then unit
        else district
    end as unit,
    numerator, denominator, median_weight, silent_members, is_of_line
from summed
where not (over_districts = 0 and district is null)
