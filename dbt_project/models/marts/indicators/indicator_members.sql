with members as (
    {%- for model in populations().values() %}
    select
        indicator_id, unit, district, part, item, is_main, subject_id, record_id, in_denominator, in_numerator,
        weight, reason, feed_id, batch_id, source_sheet, source_row
    from {{ ref(model) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select
    m.indicator_id, run.as_of_date, m.unit, m.district, m.part, m.item, m.is_main, m.subject_id,
    -- a person's hash stays in the restricted file
    case when substr(m.subject_id, 1, 4) <> 'per-' then m.subject_id end as organisation_id,
    m.record_id, m.in_denominator,
    m.in_numerator, m.weight, m.reason, m.feed_id, m.batch_id, m.source_sheet, m.source_row
from members as m
cross join {{ ref('stg_run') }} as run
