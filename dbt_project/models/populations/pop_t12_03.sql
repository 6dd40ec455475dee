-- 守信容缺受理: every approval item of the newest catalogue. What the law bars from tolerance is shown and not
-- counted, also where somebody ticked both; what says neither has not enabled it.
with approvals as (
    select
        c.*, {{ unit_name('c.unit', 'n') }} as answering_unit,
        case
            when c.tolerance_barred = '是' then 'legally_barred'
            when c.tolerance_enabled = '是' then 'enabled'
            when c.tolerance_enabled is null then 'not_stated'
            else 'not_enabled'
        end as reason
    from {{ ref('cur_service_items') }} as c
    {{ join_unit('c.unit', 'n') }}
    where c.is_approval = '是'
)

{{ members(
    source='approvals as a', unit='a.answering_unit', record='a.record_id', lineage='a',
    denominator="a.reason <> 'legally_barred'", numerator="a.reason = 'enabled'", reason='a.reason'
) }}
