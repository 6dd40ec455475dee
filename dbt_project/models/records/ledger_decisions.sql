-- What the departments' own ledgers say was decided, under a document number, and whether it was ever
-- reported, in whatever state: a row that was refused was at least not hidden. What was reported and taken
-- back is not there any more. Simple procedure is not asked for.
{%- set ledgers = {'permit': 'approval_ledger', 'penalty': 'enforcement_ledger'} %}
with entries as (
    {%- for kind, ledger in ledgers.items() %}
    select
        '{{ kind }}' as kind, l.record_id, l.subject_id, l.decided_on, l.document_no,
        {{ unit_name('l.unit', 'n') }} as unit,
        {{ 'l.procedure' if kind == 'penalty' else 'cast(null as string) as procedure' }},
        l.feed_id, l.batch_id, l.source_sheet, l.source_row
    from {{ ref('cur_' ~ ledger) }} as l
    {{ join_unit('l.unit', 'n') }}
    where l.document_no is not null and l.decided_on is not null
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

reported as (
    select distinct
        r.kind,
        r.document_key,
        {{ unit_name('r.authority', 'n') }} as unit
    from {{ ref('decision_rows') }} as r
    {{ join_unit('r.authority', 'n') }}
    left join {{ ref('decision_withdrawals') }} as w
        on r.record_id = w.record_id and w.withdrawal = 'deleted'
    where
        r.document_key in (select {{ document_key('e.document_no') }} from entries as e)
        and not r.is_deleted and w.record_id is null
)

select
    e.kind, e.record_id, e.subject_id, e.unit, e.decided_on, e.document_no,
    due.due_on,
    r.kind is not null as is_reported,
    e.feed_id, e.batch_id, e.source_sheet, e.source_row
from entries as e
left join {{ ref('due_days') }} as due
    on e.kind = due.kind and e.decided_on = due.day
left join reported as r
    on e.kind = r.kind and {{ document_key('e.document_no') }} = r.document_key and e.unit = r.unit
where
    not exists (
        select 1 from {{ ref('disclosure_exemptions') }} as x
        where e.kind = x.kind and e.procedure = x.procedure and {{ in_force('x', 'e.decided_on') }}
    )
