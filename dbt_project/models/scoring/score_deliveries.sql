-- How and when the feeds of a unit deliver: way, due day, lists.
with zero_reports as (
    select {{ unit_name('r.unit', 'n') }} as unit, r.month, min(r.record_id) as record_id
    from {{ ref('cur_zero_reports') }} as r
    cross join {{ ref('stg_run') }} as run
    {{ join_unit('r.unit', 'n') }}
    where
        r.declared_on <= run.as_of_date
        and r.matter = {{ rubric_parameter('lists_zero_report_matter', 'run.as_of_date', 'string') }}
    group by {{ unit_name('r.unit', 'n') }}, r.month
),

periods as (
    select p.*, z.record_id as zero_record_id
    from {{ ref('feed_periods') }} as p
    inner join {{ ref('score_months') }} as m
        on p.month = m.month
    left join zero_reports as z
        on p.unit = z.unit and p.period = z.month
),

feeds as (
    select *, cast(null as string) as batch_id from {{ ref('scored_feeds') }}
)

{{ score_things(
    source='feeds as f', item='delivery_way', unit='f.unit', month='f.month', reference='f.feed_id',
    numerator="f.way = 'database'", reason='f.way', delivery='f'
) }}
union all
{{ score_things(
    source='periods as p', item='timeliness_feeds', unit='p.unit', month='p.month',
    reference="p.feed_id || ' ' || p.period", detail='p.title',
    denominator="p.state not in ('pending', 'unknown')", numerator="p.state = 'on_time'", reason='p.state',
    outage='p.is_outage', delivery='p', where='not p.is_disclosure'
) }}
union all
{{ score_things(
    source='periods as p', item='lists', unit='p.unit', month='p.month', record='p.zero_record_id',
    reference="p.feed_id || ' ' || p.period", detail='p.title',
    denominator="p.state not in ('pending', 'unknown') or p.zero_record_id is not null",
    numerator="p.state in ('on_time', 'late') or p.zero_record_id is not null",
    reason="case
        when p.zero_record_id is not null and p.state not in ('on_time', 'late') then 'zero_report'
        when p.state in ('on_time', 'late') then 'delivered'
        else p.state
    end",
    delivery='p', where='p.is_list'
) }}
