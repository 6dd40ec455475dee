-- 存量代码转换率: subjects of the registers from before the reform that still exist. Sole traders stand apart,
-- they are neither 法人 nor 非法人组织. A row without a readable date cannot be placed and is no member.
{{ members(
    source=ref('register_rows') ~ ' as r',
    unit='r.department', part="case when r.is_sole_trader then 'sole_traders' end", main='not r.is_sole_trader',
    subject='r.subject_id', lineage='r',
    numerator='r.uscc is not null and not r.is_code_wrong',
    reason="case
        when r.uscc is null then 'no_code'
        when r.is_code_wrong then 'wrong_code'
        else 'has_code'
    end",
    where='r.is_in_operation and r.registered_on < ' ~ parameter('T02-03', 'registered_before', 'date')
) }}
