-- What a unit produced in the month before against what was reported of it, by the unit that decided. A
-- ledger says which decisions there are, so it comes first; where there is none, the monthly report says how
-- many, and what was reported is our own count, never the declared one. A decision whose row waits for an
-- answer was reported: the rates of quality answer for that. What was taken back was not.
with reported as (
    select d.kind, {{ unit_name('d.authority', 'n') }} as unit, d.record_id, d.decided_on
    from {{ ref('decisions') }} as d
    {{ join_unit('d.authority', 'n') }}
    left join {{ ref('decision_withdrawals') }} as w
        on d.record_id = w.record_id and w.withdrawal = 'deleted'
    where w.record_id is null
),

produced as (
    select l.*, u.month
    from {{ ref('ledger_decisions') }} as l
    inner join {{ ref('report_duties') }} as u
        on
            l.unit = u.unit and l.kind = u.kind
            and l.decided_on >= u.previous_start and l.decided_on <= u.previous_end
),

with_ledger as (
    select distinct unit, kind, month from produced
),

counted as (
    select u.unit, u.kind, u.month, count(a.record_id) as arrived
    from {{ ref('report_duties') }} as u
    left join reported as a
        on
            u.unit = a.unit and u.kind = a.kind
            and u.previous_start <= a.decided_on and u.previous_end >= a.decided_on
    group by u.unit, u.kind, u.month
),

reports as (
    select u.*, least(u.produced, c.arrived) as arrived
    from {{ ref('report_duties') }} as u
    inner join counted as c
        on u.unit = c.unit and u.kind = c.kind and u.month = c.month
    left join with_ledger as w
        on u.unit = w.unit and u.kind = w.kind and u.month = w.month
    where u.record_id is not null and w.unit is null
)

{{ score_things(
    source='produced as p', item='volume', unit='p.unit', month='p.month', record='p.record_id',
    reference='p.document_no', lineage='p', numerator='p.is_reported',
    reason="case when p.is_reported then 'reported' else 'not_reported' end"
) }}
union all
{{ score_things(
    source='reports as r', item='volume', unit='r.unit', month='r.month', record='r.record_id', lineage='r',
    reference="r.kind || ' ' || r.previous_month", weight='r.arrived', denominator='r.produced > 0',
    numerator='r.produced > 0', reason="case when r.produced > 0 then 'reported' else 'nothing_produced' end",
    where='r.arrived > 0 or r.produced = 0'
) }}
union all
{{ score_things(
    source='reports as r', item='volume', unit='r.unit', month='r.month', record='r.record_id', lineage='r',
    reference="r.kind || ' ' || r.previous_month", weight='r.produced - r.arrived', numerator='false',
    reason="'not_reported'", where='r.produced > r.arrived'
) }}
