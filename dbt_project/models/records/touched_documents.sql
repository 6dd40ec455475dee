-- Document numbers the new rows may say something new of: those they name, and, where they are about what an
-- older row named by another number, that one. Empty in a full build.
with told as (
    select r.document_key from {{ ref('decision_rows') }} as r
    {{ join_fresh('r') }}
    {%- for standard, number in {
        'portal_publications': 'reference_no', 'upper_receipts': 'reference_no',
        'approval_ledger': 'document_no', 'enforcement_ledger': 'document_no',
    }.items() %}
    union
    select {{ document_key('s.' ~ number) }} as document_key
    from {{ ref('stg_' ~ standard) }} as s
    where {{ touched_keys(standard, 's.record_key') }}
    {%- endfor %}
)

select document_key from told where document_key is not null and {{ 'true' if is_daily() else 'false' }}
