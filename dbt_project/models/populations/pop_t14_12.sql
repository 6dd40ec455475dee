-- 金融风险有效处置: confirmed risk events of the year; a run on deposits or premiums is what must not happen.
-- How many were handled stands beside.
with risks as (
    select e.*
    from {{ ref('city_events') }} as e
    cross join {{ ref('run_periods') }} as p
    where
        e.domain = '金融风险' and e.is_confirmed
        and e.occurred_on >= p.year_start and e.occurred_on <= p.as_of_date
)

{{ members(
    source='risks as e', unit='e.unit', record='e.record_id', lineage='e',
    numerator='coalesce(e.is_run, false)',
    reason="case when e.is_run then 'run' when e.is_run is null then 'run_not_judged' else 'no_run' end"
) }}
union all
{{ members(
    source='risks as e', unit='e.unit', part="'handled'", main='false', record='e.record_id', lineage='e',
    numerator='e.treated_on is not null',
    reason="case when e.treated_on is null then 'not_handled' else 'handled' end"
) }}
