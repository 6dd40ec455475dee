-- What inspectors found for the places they looked up, row by row, with who and when. A document called
-- unreported is looked for in the reports once more: one that is there after all is said so. Which places
-- were drawn, and so count, follows from sampling_plan and its seed.
with told as (
    select distinct kind, unit, document_key from {{ ref('decision_numbers') }} where seen_in = 'reported'
),

looked_up as (
    select
        c.*,
        {{ unit_name('c.unit', 'n') }} as named_unit,
        case c.kind when '行政许可' then 'permit' else 'penalty' end as decision_kind
    from {{ ref('cur_disclosure_checks') }} as c
    {{ join_unit('c.unit', 'n') }}
)

select
    c.named_unit as unit, c.month, c.decision_kind as kind, c.position as place, c.document_no, c.decided_on,
    c.outcome, c.archive_count, c.inspector, c.checked_on,
    t.document_key is not null as is_told,
    c.record_id, c.feed_id, c.batch_id, c.source_sheet, c.source_row, run.as_of_date
from looked_up as c
cross join {{ ref('stg_run') }} as run
left join told as t
    on
        c.decision_kind = t.kind
        and c.named_unit = t.unit
        and {{ document_key('c.document_no') }} = t.document_key
