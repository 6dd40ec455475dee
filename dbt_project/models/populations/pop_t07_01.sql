-- 政府重大失信: confirmed major events of government that were open past their limit in the month, and public
-- bodies the court lists as dishonest debtors. Put right in time, or the limit still running: shown, not
-- held against. No limit set and not put right: nothing says it may stay open, so it counts.
with events as (
    select
        e.*,
        case
            when e.rectified_on is not null and e.rectify_by is null then 'rectified'
            when e.rectified_on <= e.rectify_by then 'rectified_in_time'
            when e.rectified_on is not null then 'rectified_late'
            when e.rectify_by is null then 'open_without_limit'
            when e.rectify_by < p.as_of_date then 'overdue'
            else 'within_limit'
        end as reason
    from {{ ref('city_events') }} as e
    cross join {{ ref('run_periods') }} as p
    where
        e.domain = '政务' and e.is_major and e.is_confirmed
        -- open on some day of the month
        and (e.rectified_on is null or e.rectified_on >= p.month_start)
),

debtors as (
    select d.*, coalesce(n.unit, l.lead_unit) as answering_unit
    from {{ ref('cur_judgment_debtors') }} as d
    inner join {{ ref('subjects') }} as s
        on d.subject_id = s.subject_id and s.library = 'gov'
    cross join {{ ref('indicator_leads') }} as l
    {{ join_unit('d.debtor_name', 'n') }}
    where l.indicator_id = 'T07-01'
)

{{ members(
    source='events as e', unit='e.unit', part="'event'", record='e.record_id', lineage='e', reason='e.reason',
    numerator="e.reason in ('rectified_late', 'open_without_limit', 'overdue')"
) }}
union all
{{ members(
    source='debtors as d', unit='d.answering_unit', part="'judgment_debtor'", subject='d.subject_id',
    record='d.record_id', lineage='d', numerator="coalesce(d.performance, '') <> '已履行'",
    reason="case when d.performance = '已履行' then 'obligation_met' else 'listed_by_the_court' end"
) }}
