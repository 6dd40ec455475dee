-- 整改后退出黑名单: organisations in operation that stood on a black list on any day of the year; out of all lists
-- now, every one of them left by repair or by fulfilling the duty. Expiry, closing down and annulment are
-- no rectification. Beside it the other reading of the denominator: who is listed at the end.
with judged as (
    select
        b.*,
        case
            when not b.is_known then 'subject_unknown'
            when not b.is_in_operation then 'not_in_operation'
            else b.way_out
        end as reason
    from {{ ref('blacklisted_subjects') }} as b
)

{{ members(
    source='judged as b',
    unit='b.unit', subject='b.subject_id', record='b.record_id', lineage='b',
    denominator='b.is_in_operation', numerator="b.reason = 'rectified'", reason='b.reason'
) }}
union all
{{ members(
    source='judged as b',
    unit='b.unit', subject='b.subject_id', record='b.record_id', lineage='b',
    part="'over_closing_stock'", main='false',
    denominator="b.reason = 'still_listed'", numerator="b.reason = 'rectified'", reason='b.reason',
    where='b.is_in_operation'
) }}
