-- 重错码率: every code in the registers of subjects in operation. One subject, one code, so a copy is found by
-- the code and by the nine characters inside it; the row that came first keeps it. A wrong code is counted
-- once, as wrong, and copies nobody.
with coded as (
    select *
    from {{ ref('register_rows') }}
    where is_in_operation and uscc is not null
),

ranked as (
    select
        *,
        row_number() over (
            partition by is_code_wrong, uscc
            order by received_at, batch_id, source_sheet nulls first, source_row, feed_id
        ) as copy_no,
        row_number() over (
            partition by is_code_wrong, substr(uscc, 9, 9)
            order by received_at, batch_id, source_sheet nulls first, source_row, feed_id
        ) as body_no,
        count(*) over (partition by is_code_wrong, substr(uscc, 9, 9)) as copies
    from coded
),

judged as (
    select
        *,
        case
            when is_code_wrong then 'wrong_code'
            when copy_no > 1 then 'extra_copy_of_code'
            when body_no > 1 then 'extra_copy_of_body'
            when copies > 1 then 'first_of_copies'
            else 'correct'
        end as reason
    from ranked
)

{{ members(
    source='judged as j', unit='j.department', subject='j.subject_id', lineage='j', reason='j.reason',
    numerator="j.reason not in ('correct', 'first_of_copies')"
) }}
union all
{{ members(
    source='judged as j', unit='j.department', subject='j.subject_id', lineage='j', reason='j.reason',
    part="'all_copies'", main='false', numerator="j.reason <> 'correct'"
) }}
