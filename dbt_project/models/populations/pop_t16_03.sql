-- 信用联动考核权重: the points in the newest assessment scheme in force; an older scheme nobody ended does not
-- add to it. Talks, circulars and calls to account of the year stand beside.
with scheme as (
    select e.*
    from {{ ref('cur_evidence') }} as e
    cross join {{ ref('run_periods') }} as p
    where e.indicator_id = 'T16-03' and {{ stands('e', 'p', kinds=['考核方案']) }}
    qualify row_number() over (order by e.dated_on desc, e.received_at desc, e.record_id asc) = 1
)

{{ members(
    source="(select lead_unit from " ~ ref('indicator_leads') ~ " where indicator_id = 'T16-03') as l
    left join scheme as e on true",
    unit='l.lead_unit', record='e.record_id', lineage='e', weight='coalesce(e.quantity, 0)',
    numerator='e.quantity is not null',
    reason="case
        when e.record_id is null then 'no_scheme_in_force'
        when e.quantity is null then 'scheme_names_no_points'
        else 'scheme_in_force'
    end"
) }}
union all
{{ evidence_counts('T16-03', 'year', groups=['measure'], kinds=['约谈通报问责']) }}
