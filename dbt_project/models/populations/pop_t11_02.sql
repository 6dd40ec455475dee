-- 《信用盘锦》月刊: months of the year that are over, and those with an issue. Two issues in a month do not make
-- up for a month without one; the month that still runs is not due. Brochures, slogans and boards stand
-- beside.
with months as (
    {%- for month in range(1, 13) %}
    select make_date(cast(extract(year from as_of_date) as integer), {{ month }}, 1) as month_start, as_of_date
    from {{ ref('run_periods') }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

due as (
    select
        month_start,
        substr(cast(month_start as string), 1, 7) as month_key,
        -- the day after the as-of date lies in another month once the month is over
        cast(date_trunc('month', as_of_date + 1) as date) > month_start as is_over
    from months
    where month_start <= as_of_date
),

issues as (
    select *
    from {{ ref('cur_evidence') }}
    where indicator_id = 'T11-02' and kind = '刊物'
    qualify
        row_number() over (
            partition by date_trunc('month', dated_on) order by dated_on asc, received_at asc, record_id asc
        ) = 1
)

{{ members(
    source="due as m
    inner join " ~ ref('indicator_leads') ~ " as l on l.indicator_id = 'T11-02'
    left join issues as e on m.month_start = cast(date_trunc('month', e.dated_on) as date)",
    unit='l.lead_unit', item='m.month_key', record='e.record_id', lineage='e',
    denominator='m.is_over', numerator='m.is_over and e.record_id is not null',
    reason="case
        when not m.is_over then 'month_not_over'
        when e.record_id is null then 'no_issue'
        else 'issued'
    end"
) }}
union all
{{ evidence_counts('T11-02', 'year', groups=['material']) }}
