-- Credit events as the lines read them: the unit it is today, what counts as major and as serious, and a
-- day from which the limits run. An event nobody dated as known was known, at the latest, when it
-- reached us; counting from the day it happened would blame a unit for days on which nobody knew. What was
-- done about it after the as-of date is not done yet.
select
    e.event_no,
    {{ unit_name('e.unit', 'n') }} as unit,
    e.domain,
    e.field,
    e.level in ('重大', '严重') as is_major,
    e.level = '严重' as is_serious,
    e.is_confirmed = '是' as is_confirmed,
    e.occurred_on,
    coalesce(e.known_on, e.first_known_on) as known_on,
    e.reported_on,
    e.collected_on,
    case when e.treated_on <= run.as_of_date then e.treated_on end as treated_on,
    case when e.feedback_on <= run.as_of_date then e.feedback_on end as feedback_on,
    e.rectify_by,
    case when e.rectified_on <= run.as_of_date then e.rectified_on end as rectified_on,
    e.is_contained = '是' as is_contained,
    e.is_run = '是' as is_run,
    e.record_id,
    e.feed_id,
    e.batch_id,
    e.source_sheet,
    e.source_row
from {{ ref('cur_credit_events') }} as e
cross join {{ ref('stg_run') }} as run
{{ join_unit('e.unit', 'n') }}
