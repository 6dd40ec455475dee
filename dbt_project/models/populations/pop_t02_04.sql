-- 重错码率: every code in the registers of subjects in operation; which of them is wrong, or a copy that does not
-- keep the code, is told by code_doubts, where the rows are compared once. Beside it 纠正率: found is what still
-- stands and what a registrar returned this year as coded anew or deleted; corrected is what was returned and
-- stands in no register any more. What vanished without a return was found by nobody.
with judged as (
    select
        r.*, coalesce(d.reason, 'correct') as reason, coalesce(d.is_counted, false) as is_counted,
        {{ normal_name('r.name') }} as plain_name
    from {{ ref('register_rows') }} as r
    left join {{ ref('code_doubts') }} as d
        on
            d.basis = 'code'
            and r.feed_id = d.feed_id
            and r.batch_id = d.batch_id
            and r.source_sheet is not distinct from d.source_sheet
            and r.source_row = d.source_row
    where r.is_in_operation and r.uscc is not null
),

standing as (
    select uscc, plain_name, bool_or(is_counted) as is_counted
    from judged
    group by uscc, plain_name
),

returned as (
    select
        c.*, {{ unit_name('c.department', 'n') }} as registrar, s.uscc is null as is_gone,
        coalesce(s.is_counted, false) as is_counted
    from {{ ref('cur_code_corrections') }} as c
    cross join {{ ref('run_periods') }} as p
    left join standing as s
        on c.code = s.uscc and {{ normal_name('c.name') }} = s.plain_name
    {{ join_unit('c.department', 'n') }}
    -- 0 coded anew, 1 deleted; 2 keeps the code and corrects nothing
    where c.operation in ('0', '1') and c.decided_on between p.year_start and p.as_of_date
)

{{ members(
    source='judged as j', unit='j.department', subject='j.subject_id', lineage='j', reason='j.reason',
    numerator='j.is_counted'
) }}
union all
{{ members(
    source='judged as j', unit='j.department', subject='j.subject_id', lineage='j', reason='j.reason',
    part="'all_copies'", main='false', numerator="j.reason <> 'correct'"
) }}
union all
{{ members(
    source='judged as j', unit='j.department', subject='j.subject_id', lineage='j', part="'corrected'",
    main='false', numerator='false', reason="'not_corrected'", where='j.is_counted'
) }}
union all
-- one that is still counted stands above already
{{ members(
    source='returned as r', unit='r.registrar', record='r.record_id', lineage='r', part="'corrected'",
    main='false', numerator='r.is_gone', reason="case when r.is_gone then 'corrected' else 'not_corrected' end",
    where='not r.is_counted'
) }}
