-- 存量代码转换率: subjects of the registers from before the reform that still exist. Sole traders stand apart,
-- they are neither 法人 nor 非法人组织. A row without a readable date cannot be placed and is no member.
with parameters as (
    select cast(p.value as date) as registered_before
    from {{ ref('indicator_parameters') }} as p
    cross join {{ ref('stg_run') }} as run
    where
        p.indicator_id = 'T02-03'
        and p.parameter = 'registered_before'
        and {{ in_force('p', 'run.as_of_date') }}
)

select
    'T02-03' as indicator_id,
    r.department as unit,
    case when r.is_sole_trader then 'sole_traders' end as part,
    not r.is_sole_trader as is_main,
    r.subject_id,
    cast(null as string) as record_id,
    true as in_denominator,
    r.uscc is not null and not r.is_code_wrong as in_numerator,
    cast(1 as decimal(12, 4)) as weight,
    case
        when r.uscc is null then 'no_code'
        when r.is_code_wrong then 'wrong_code'
        else 'has_code'
    end as reason,
    r.feed_id,
    r.batch_id,
    r.source_sheet,
    r.source_row
from {{ ref('register_rows') }} as r
cross join parameters as p
where r.is_in_operation and r.registered_on < p.registered_before
