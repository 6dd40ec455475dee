-- Rows of the registers in operation whose code is wrong, or shares the whole code or its nine characters
-- with another row, or whose number stands with more than one code. T02-04 counts from here. One
-- subject, one code: of rows that share a code the one that came first keeps it; a wrong code copies nobody.
with coded as (
    select
        r.*,
        case when not r.is_code_wrong then substr(r.uscc, 9, 9) end as body,
        {{ normal_name('r.name') }} as plain_name
    from {{ ref('register_rows') }} as r
    where r.is_in_operation and r.uscc is not null
),

-- min and max tell whether all are one: counting distinct values over a window is not common to the engines
compared as (
    select
        *,
        row_number() over (
            partition by is_code_wrong, uscc
            order by received_at, batch_id, source_sheet nulls first, source_row, feed_id
        ) as code_no,
        row_number() over same_body as body_no,
        count(*) over (partition by is_code_wrong, body) as of_body,
        min(uscc) over (partition by is_code_wrong, body) <> max(uscc) over (partition by is_code_wrong, body)
            as has_other_codes,
        min(plain_name) over (partition by is_code_wrong, body)
        <> max(plain_name) over (partition by is_code_wrong, body) as has_other_names,
        row_number() over same_number as number_no,
        count(*) over (partition by is_code_wrong, register, old_number) as of_number,
        min(uscc) over (partition by is_code_wrong, register, old_number)
        <> max(uscc) over (partition by is_code_wrong, register, old_number) as number_has_codes
    from coded
    window
        same_body as (
            partition by is_code_wrong, body
            order by received_at, batch_id, source_sheet nulls first, source_row, feed_id
        ),
        same_number as (
            partition by is_code_wrong, register, old_number
            order by received_at, batch_id, source_sheet nulls first, source_row, feed_id
        )
),

doubted as (
    select
        'code' as basis,
        case when not is_code_wrong then body end as shared,
        case
            when is_code_wrong then '错码'
            when has_other_codes and has_other_names then '主体标识码重复'
            when has_other_codes then '一主体多码'
            when has_other_names then '一码多赋'
            else '重复登记'
        end as problem,
        case
            when is_code_wrong then 'wrong_code'
            when code_no > 1 then 'extra_copy_of_code'
            when body_no > 1 then 'extra_copy_of_body'
            else 'first_of_copies'
        end as reason,
        case when is_code_wrong then 1 else of_body end as copies,
        is_code_wrong, uscc, body, name, plain_name, register, department, subject_id,
        feed_id, batch_id, source_sheet, source_row
    from compared
    where is_code_wrong or of_body > 1
    union all
    -- one number of the time before, kept beside two codes: one subject with two codes
    select
        'old_number' as basis, register || ' ' || old_number as shared, '一主体多码' as problem,
        case when number_no > 1 then 'extra_code' else 'first_of_codes' end as reason,
        of_number as copies,
        is_code_wrong, uscc, body, name, plain_name, register, department, subject_id,
        feed_id, batch_id, source_sheet, source_row
    from compared
    where not is_code_wrong and old_number is not null and number_has_codes
),

broken as (
    select feed_id, batch_id, source_sheet, source_row, min(rule_id) as rule_id
    from {{ ref('stg_questions') }}
    where rule_group = 'wrong_code' and {{ adapter.quote('column') }} = 'uscc'
    group by feed_id, batch_id, source_sheet, source_row
)

select
    d.basis, d.problem, d.reason,
    d.reason in ('wrong_code', 'extra_copy_of_code', 'extra_copy_of_body') as is_counted,
    d.shared, cast(d.copies as bigint) as copies, b.rule_id,
    -- a personal number in the place of a code is nobody's to show, not even as its hash
    case when coalesce(b.rule_id, '') <> 'USCC-IS-PERSON' then d.uscc end as code,
    d.body, d.name, d.register, d.department, d.subject_id,
    c.operation, c.new_code, c.decided_by, c.decided_on,
    c.feed_id as decision_feed_id, c.batch_id as decision_batch_id, c.source_sheet as decision_sheet,
    c.source_row as decision_row,
    d.feed_id, d.batch_id, d.source_sheet, d.source_row, run.as_of_date
from doubted as d
cross join {{ ref('stg_run') }} as run
left join broken as b
    on
        d.is_code_wrong
        and d.feed_id = b.feed_id
        and d.batch_id = b.batch_id
        and d.source_sheet is not distinct from b.source_sheet
        and d.source_row = b.source_row
-- what the registrar returned about this subject and this code; the newer of two answers speaks
left join {{ ref('cur_code_corrections') }} as c
    on d.uscc = c.code and d.plain_name = {{ normal_name('c.name') }}
qualify
    row_number() over (
        partition by d.basis, d.feed_id, d.batch_id, d.source_sheet, d.source_row
        order by c.decided_on desc nulls last, c.record_id asc
    ) = 1
