-- Points a person gave, with name and day: the newest for a unit, a month and an item.
select
    {{ unit_name('p.unit', 'n') }} as unit, p.month, p.rubric_item as item,
    cast(p.points as decimal(9, 4)) as points, p.author, p.given_on, p.reason as given_reason,
    p.record_id, p.feed_id, p.batch_id, p.source_sheet, p.source_row
from {{ ref('cur_manual_points') }} as p
cross join {{ ref('stg_run') }} as run
{{ join_unit('p.unit', 'n') }}
where p.given_on <= run.as_of_date
qualify
    row_number() over (
        partition by {{ unit_name('p.unit', 'n') }}, p.month, p.rubric_item
        order by p.given_on desc, p.received_at desc, p.batch_id desc, p.source_row desc
    ) = 1
