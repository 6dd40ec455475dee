-- When the decisions whose clock this build computes were first seen elsewhere: shown on 信用盘锦, accepted by
-- the national platform. Matched by kind, document number and unit together, for two departments do give the
-- same number.
with decided as (
    select
        d.record_id, d.kind, d.document_key,
        {{ unit_name('d.authority', 'n') }} as unit
    from {{ ref('decisions') }} as d
    {{ join_unit('d.authority', 'n') }}
    where {{ touched('d.record_id', 'touched_clocks') }}
),

shown as (
    select
        case p.content_kind when '行政许可' then 'permit' else 'penalty' end as kind,
        {{ document_key('p.reference_no') }} as document_key,
        {{ unit_name('p.unit', 'n') }} as unit,
        min(p.published_on) as published_on
    from {{ ref('cur_portal_publications') }} as p
    {{ join_unit('p.unit', 'n') }}
    where
        p.channel = '信用盘锦'
        and p.content_kind in ('行政许可', '行政处罚')
        {%- if is_daily() %}
        and {{ document_key('p.reference_no') }} in (select k.document_key from decided as k)
        {%- endif %}
    group by 1, 2, 3
),

-- what the province took on its way up is not yet with the national platform
accepted as (
    select
        case r.info_kind when '行政许可' then 'permit' else 'penalty' end as kind,
        {{ document_key('r.reference_no') }} as document_key,
        {{ unit_name('r.unit', 'n') }} as unit,
        min(r.received_on_upper) as acknowledged_on
    from {{ ref('cur_upper_receipts') }} as r
    {{ join_unit('r.unit', 'n') }}
    where
        r.level = '国家'
        and r.direction = '上报'
        and r.result = '已接收'
        and r.info_kind in ('行政许可', '行政处罚')
    group by 1, 2, 3
)

select d.record_id, s.published_on, a.acknowledged_on
from decided as d
left join shown as s
    on d.kind = s.kind and d.document_key = s.document_key and d.unit = s.unit
left join accepted as a
    on d.kind = a.kind and d.document_key = a.document_key and d.unit = a.unit
