-- 信易+ and 互联网+信用: every named service, live where somebody used it in the quarter. A ledger that goes on
-- with zero uses is no use. Uses and beneficiaries stand beside the line; a service the task does not name
-- is shown and not counted.
with ledger as (
    select
        u.*, i.item is not null as is_named,
        coalesce(i.unit, {{ unit_name('u.unit', 'n') }}) as answering_unit,
        u.used_on >= p.quarter_start as is_in_quarter,
        u.used_on >= p.quarter_start and u.uses > 0 as is_use
    from {{ ref('cur_service_uses') }} as u
    cross join {{ ref('run_periods') }} as p
    left join {{ items('T03-02') }} as i
        on u.item = i.item
    {{ join_unit('u.unit', 'n') }}
    where u.used_on <= p.as_of_date
),

-- the row that speaks for a service: the newest use of the quarter, else the newest row
speaking as (
    select *
    from ledger
    qualify row_number() over (partition by item order by is_use desc, used_on desc, record_id asc) = 1
)

{{ members(
    source=items('T03-02') ~ ' as i left join speaking as s on i.item = s.item',
    unit='i.unit', item='i.item', record='s.record_id', lineage='s', numerator='coalesce(s.is_use, false)',
    reason="case
        when s.item is null then 'never_used'
        when s.is_use then 'used_in_quarter'
        else 'no_use_in_quarter'
    end"
) }}
union all
{{ members(
    source='ledger as l', unit='l.answering_unit', item='l.item', record='l.record_id', lineage='l',
    denominator='false', numerator='false', reason="'service_not_named'",
    where='l.is_in_quarter and not l.is_named'
) }}
union all
{{ members(
    source='ledger as l', unit='l.answering_unit', part="'uses'", main='false', item='l.item',
    record='l.record_id', lineage='l', weight='l.uses', numerator='true', reason="'used_in_quarter'",
    where='l.is_use and l.is_named'
) }}
union all
{{ members(
    source='ledger as l', unit='l.answering_unit', part="'beneficiaries'", main='false', item='l.item',
    record='l.record_id', lineage='l', weight='l.beneficiaries', numerator='true', reason="'used_in_quarter'",
    where='l.is_use and l.is_named and l.beneficiaries is not null'
) }}
