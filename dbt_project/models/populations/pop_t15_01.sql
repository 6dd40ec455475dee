-- 一网通办: every item of the newest catalogue; one that does not say whether it can be done online is not
-- counted as one that can.
with catalogue as (
    select
        c.*, {{ unit_name('c.unit', 'n') }} as answering_unit,
        case
            when c.is_online = '是' then 'online'
            when c.is_online is null then 'not_stated'
            else 'not_online'
        end as reason
    from {{ ref('cur_service_items') }} as c
    {{ join_unit('c.unit', 'n') }}
)

{{ members(
    source='catalogue as c', unit='c.answering_unit', record='c.record_id', lineage='c',
    numerator="c.reason = 'online'", reason='c.reason'
) }}
