-- 失信案例核查: cases the media exposed in the quarter, by the day of exposure; checked means with a result.
with exposed as (
    select
        m.*, {{ unit_name('m.unit', 'n') }} as answering_unit,
        case
            when m.checked_on is null or m.checked_on > p.as_of_date then 'not_checked'
            when m.check_result is null then 'checked_without_result'
            else 'checked_with_result'
        end as reason
    from {{ ref('cur_media_cases') }} as m
    cross join {{ ref('run_periods') }} as p
    {{ join_unit('m.unit', 'n') }}
    where m.exposed_on between p.quarter_start and p.as_of_date
)

{{ members(
    source='exposed as e', unit='e.answering_unit', record='e.record_id', lineage='e',
    numerator="e.reason = 'checked_with_result'", reason='e.reason'
) }}
