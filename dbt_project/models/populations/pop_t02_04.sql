-- 重错码率: every code in the registers of subjects in operation; which of them is wrong, or a copy that does not
-- keep the code, is told by code_doubts, where the rows are compared once. Beside it 纠正率: found is what still
-- stands, what a registrar returned this year as coded anew or deleted, and the wrong codes of this year's
-- deliveries that went without a return; corrected is what stands in no register any more. Of copies only the
-- return says which one was put right.
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
),

-- found by the check of the delivery, and told to the sender then
vanished as (
    select d.feed_id, d.batch_id, d.source_sheet, d.source_row, b.department
    from {{ ref('register_deliveries') }} as d
    cross join {{ ref('run_periods') }} as p
    inner join {{ ref('register_batches') }} as b
        on d.feed_id = b.feed_id and d.batch_id = b.batch_id and p.year_start <= b.received_on
    inner join {{ ref('row_doubts') }} as w
        on {{ same_place('d', 'w') }} and w.is_code_wrong and not coalesce(w.is_sample, false)
    where
        not d.is_accepted and d.is_in_operation
        and not exists (
            select 1 from standing as s
            where d.uscc = s.uscc and {{ normal_name('d.name') }} = s.plain_name
        )
        and not exists (
            select 1 from returned as r
            where d.uscc = r.code and {{ normal_name('d.name') }} = {{ normal_name('r.name') }}
        )
    qualify
        row_number() over (
            partition by d.uscc, {{ normal_name('d.name') }} order by d.received_at desc, d.source_row asc
        ) = 1
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
union all
{{ members(
    source='vanished as v', unit='v.department', lineage='v', part="'corrected'", main='false', numerator='true',
    reason="'corrected_without_return'"
) }}
