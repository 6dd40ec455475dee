-- 双公示 on time. A delivery of a unit that had no decision due is shown, so that silence and having nothing
-- are two things.
with due as (
    select * from {{ ref('decisions_due') }}
),

delivered as (
    select f.unit, f.month, b.feed_id, b.batch_id, b.nil_return
    from {{ ref('scored_feeds') }} as f
    inner join {{ ref('deliveries') }} as b
        on f.feed_id = b.feed_id and f.month_start <= b.received_on and f.judged_until >= b.received_on
    where f.is_disclosure
)

{{ score_things(
    source='due as c', item='timeliness_disclosure', unit='c.unit', month='c.month',
    record='c.record_id', reference='c.document_no', lineage='c',
    denominator="not (c.is_outage and c.state = 'overdue')",
    numerator="c.state = 'on_time' or (c.is_outage and c.state = 'late')",
    reason="case
        when c.is_outage and c.state = 'overdue' then 'pending'
        when c.is_outage then 'on_time'
        else c.state
    end",
    outage='c.is_outage'
) }}
union all
{{ score_things(
    source='delivered as d', item='timeliness_disclosure', unit='d.unit', month='d.month', delivery='d',
    reference="d.feed_id || ' ' || d.batch_id", denominator='false', numerator='false',
    reason="case when d.nil_return then 'nil_return' else 'delivered' end"
) }}
