-- Where every record known on the as-of date is: shown, ended, withheld or still to come, and why; and for
-- each content how many shown rows are past their end. That has to be none, and the release is refused
-- otherwise.
with known as (
    select content, record_id, ended_on, ended_because, withheld_because
    from {{ ref('publication_windows') }}
    where is_only
    union all
    select content, record_id, ended_on, ended_because, withheld_because
    from {{ ref('publication_windows') }}
    where not is_only
    qualify
        row_number() over (
            partition by content, record_id order by known_to desc nulls first, version_no desc
        ) = 1
),

shown as (
    {%- for mart, content in {
        'portal_penalties': "'penalty'", 'portal_permits': "'permit'", 'portal_lists': 'content',
        'portal_commitments': "'commitment'", 'portal_reports': "'credit_report'",
        'portal_cases': "'typical_case'",
    }.items() %}
    select {{ content }} as content, record_key, shown_until from {{ ref(mart) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

placed as (
    select
        k.content,
        case
            when k.withheld_because is not null then 'withheld'
            when k.ended_on <= run.as_of_date then 'ended'
            when o.record_id is not null then 'shown'
            else 'to_come'
        end as outcome,
        case
            when k.withheld_because is not null then k.withheld_because
            when k.ended_on <= run.as_of_date then k.ended_because
        end as because
    from known as k
    cross join {{ ref('stg_run') }} as run
    left join {{ ref('on_portal') }} as o
        on k.content = o.content and k.record_id = o.record_id
),

counted as (
    select content, outcome, coalesce(because, '') as because, count(*) as records
    from placed
    group by 1, 2, 3
    union all
    select
        c.content, 'past_end' as outcome, '' as because,
        count(case when s.shown_until < run.as_of_date then 1 end) as records
    from {{ ref('portal_contents') }} as c
    cross join {{ ref('stg_run') }} as run
    left join shown as s
        on c.content = s.content
    where {{ in_force('c', 'run.as_of_date') }}
    group by 1
)

select n.content, n.outcome, n.because, n.records, run.as_of_date
from counted as n
cross join {{ ref('stg_run') }} as run
