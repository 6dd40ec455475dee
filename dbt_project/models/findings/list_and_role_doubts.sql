-- List entries whose days contradict each other, officers whose terms in an exclusive role overlap, and
-- evidence whose document never came.
with officers as (
    select
        o.*,
        max(coalesce(o.held_until, run.as_of_date + 1)) over (
            partition by o.subject_id, o.role order by o.held_from, o.record_id
            rows between unbounded preceding and 1 preceding
        ) as held_before_until
    from {{ ref('cur_enterprise_officers') }} as o
    cross join {{ ref('stg_run') }} as run
    inner join {{ ref('doubt_rules') }} as r
        on r.rule_id = 'X-OFFICERS-OVERLAP' and o.role = r.value and {{ in_force('r', 'o.held_from') }}
    where o.subject_id is not null
)

select
    'X-LIST-ENDS-FIRST' as rule_id, 'list_entries' as standard, record_id, subject_id, listed_on as judged_on,
    feed_id, batch_id, source_sheet, source_row
from {{ ref('cur_list_entries') }}
where expires_on < listed_on
union all
select
    'X-LIST-BEFORE-ACT' as rule_id, 'list_entries' as standard, record_id, subject_id, listed_on as judged_on,
    feed_id, batch_id, source_sheet, source_row
from {{ ref('cur_list_entries') }}
where acted_on > listed_on
union all
select
    'X-OFFICERS-OVERLAP' as rule_id, 'enterprise_officers' as standard, record_id, subject_id,
    held_from as judged_on, feed_id, batch_id, source_sheet, source_row
from officers
where held_from < held_before_until
union all
select
    'X-DOCUMENT-MISSING' as rule_id, 'evidence' as standard, record_id, null as subject_id,
    dated_on as judged_on, feed_id, batch_id, source_sheet, source_row
from {{ ref('evidence_documents') }}
where document_state = 'document_missing'
