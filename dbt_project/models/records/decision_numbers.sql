-- Every document number of a permit or penalty that any system has shown, once for each: in a report
-- (refused and taken back rows too: a number that was told is not hidden), in a ledger, on a portal or site,
-- in a receipt from above. Its series is the number without its running part, which is figures and then
-- what is none.
with seen as (
    select
        'reported' as seen_in, r.kind, {{ unit_name('r.authority', 'n') }} as unit, r.document_no,
        r.decided_on as dated_on, r.received_at, r.feed_id, r.batch_id, r.source_sheet, r.source_row
    from {{ ref('decision_rows') }} as r
    {{ join_unit('r.authority', 'n') }}
    where {{ touched('r.document_key', 'touched_documents') }}
    {%- for kind, ledger in {'permit': 'approval_ledger', 'penalty': 'enforcement_ledger'}.items() %}
    union all
    select
        'ledger' as seen_in, '{{ kind }}' as kind, {{ unit_name('l.unit', 'n') }} as unit, l.document_no,
        l.decided_on as dated_on, l.received_at, l.feed_id, l.batch_id, l.source_sheet, l.source_row
    from {{ ref('cur_' ~ ledger) }} as l
    {{ join_unit('l.unit', 'n') }}
    where {{ touched(document_key('l.document_no'), 'touched_documents', 'document_key') }}
    {%- endfor %}
    {%- for seen_in, (source, of, day) in {
        'portal': ('portal_publications', 'content_kind', 'published_on'),
        'receipt': ('upper_receipts', 'info_kind', 'sent_on'),
    }.items() %}
    union all
    select
        '{{ seen_in }}' as seen_in,
        case t.{{ of }} when '行政许可' then 'permit' else 'penalty' end as kind,
        {{ unit_name('t.unit', 'n') }} as unit,
        t.reference_no as document_no,
        -- where the sender wrote no day, the day it reached us
        coalesce(t.{{ day }}, t.received_on) as dated_on,
        t.received_at, t.feed_id, t.batch_id, t.source_sheet, t.source_row
    from {{ ref('cur_' ~ source) }} as t
    {{ join_unit('t.unit', 'n') }}
    where
        t.{{ of }} in ('行政许可', '行政处罚')
        and {{ touched(document_key('t.reference_no'), 'touched_documents', 'document_key') }}
    {%- endfor %}
),

-- one sight of a number in each system
firsts as (
    select *, {{ document_key('document_no') }} as document_key
    from seen
    where unit is not null and document_no is not null
    qualify
        row_number() over (
            partition by seen_in, kind, unit, {{ document_key('document_no') }}
            order by received_at asc, batch_id asc, source_sheet asc nulls first, source_row asc
        ) = 1
),

serial as (
    select *, nullif({{ document_series('document_key') }}, '') as series from firsts
),

parts as (
    select
        *,
        coalesce(substr(document_key, length(series) + 1), '') as running_part,
        translate(coalesce(substr(document_key, length(series) + 1), ''), '0123456789', '') as ending
    from serial
)

select
    seen_in, kind, unit, document_no, document_key, dated_on, series,
    try_cast(substr(running_part, 1, length(running_part) - length(ending)) as bigint) as running_no,
    length(running_part) - length(ending) as digits,
    ending, feed_id, batch_id, source_sheet, source_row
from parts
