-- What was known of each list entry, commitment, report and media case, and when: a row for each row
-- accepted, known from its delivery until the next one of its record. Of a feed that sends everything a row
-- is known until the next delivery, whether that holds it or not: who is missing from a whole list has left
-- it.
{%- set standards = ['list_entries', 'credit_commitments', 'credit_reports', 'media_cases'] %}
with spoken as (
    select
        d.feed_id, d.batch_id, d.received_on, d.received_at,
        case
            when f.mode = 'full'
                then lead(d.received_on) over (partition by d.feed_id order by d.received_at, d.batch_id)
        end as superseded_on
    from {{ ref('deliveries') }} as d
    inner join {{ ref('stg_feeds') }} as f
        on d.feed_id = f.feed_id
    where f.mode = 'full' or d.is_first
),

told as (
    {%- for standard in standards %}
    select
        '{{ standard }}' as standard,
        r.record_key, {{ content_hash(standard) }} as said,
        r.feed_id, r.batch_id, r.source_sheet, r.source_row
    from {{ ref('stg_' ~ standard) }} as r
    where r.row_state <> 'duplicate'
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

placed as (
    select
        t.*, s.received_on as known_from, s.superseded_on, s.received_at
    from told as t
    inner join spoken as s
        on t.feed_id = s.feed_id and t.batch_id = s.batch_id
),

numbered as (
    select
        *,
        row_number() over (partition by standard, record_key order by {{ version_order() }}) as version_no
    from placed
)

select
    standard,
    md5(standard || '|' || record_key) as record_id,
    version_no,
    lead(version_no) over (partition by standard, record_key order by version_no) is null as is_newest,
    known_from,
    least(
        superseded_on,
        min(known_from) over (
            partition by standard, record_key order by version_no
            rows between 1 following and unbounded following
        )
    ) as known_to,
    said, feed_id, batch_id, source_sheet, source_row
from numbered
