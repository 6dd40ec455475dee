-- 重错码率: every code in the registers of subjects in operation; which of them is wrong, or a copy that does not
-- keep the code, is told by code_doubts, where the rows are compared once.
with judged as (
    select r.*, coalesce(d.reason, 'correct') as reason, coalesce(d.is_counted, false) as is_counted
    from {{ ref('register_rows') }} as r
    left join {{ ref('code_doubts') }} as d
        on
            d.basis = 'code'
            and r.feed_id = d.feed_id
            and r.batch_id = d.batch_id
            and r.source_sheet is not distinct from d.source_sheet
            and r.source_row = d.source_row
    where r.is_in_operation and r.uscc is not null
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
