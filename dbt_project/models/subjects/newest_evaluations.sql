-- Each subject's grade in the newest round of the national evaluation. Who is not in that round has no
-- grade today.
with newest as (
    select *
    from {{ ref('cur_national_evaluations') }}
    qualify round = max(round) over ()
)

select
    record_id, subject_id, party_name, round, scheme, grade, feed_id, batch_id, source_sheet, source_row
from newest
qualify
    row_number() over (
        partition by coalesce(subject_id, record_id)
        order by evaluated_on desc nulls last, record_id asc
    ) = 1
