-- The monthly reports of permits and penalties as they stand, with the day each was first handed in: a
-- correction makes nothing late.
with first_day as (
    select record_key, min(coalesce(submitted_on, received_on)) as submitted_on
    from {{ ref('stg_disclosure_monthly_reports') }}
    group by record_key
)

select
    {{ unit_name('r.unit', 'n') }} as unit,
    case r.kind when '行政许可' then 'permit' when '行政处罚' then 'penalty' end as kind,
    r.month, r.produced, f.submitted_on, r.record_id, r.feed_id, r.batch_id, r.source_sheet, r.source_row
from {{ ref('cur_disclosure_monthly_reports') }} as r
inner join first_day as f
    on r.record_key = f.record_key
{{ join_unit('r.unit', 'n') }}
-- two spellings of one unit are two records of one report: the newer one speaks
qualify
    row_number() over (
        partition by {{ unit_name('r.unit', 'n') }}, r.kind, r.month
        order by r.received_at desc, r.batch_id desc, r.source_row desc
    ) = 1
