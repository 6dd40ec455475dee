-- 黑名单主体 ∪ 评价为差: each subject once, with a report handed in and shown on the portal; both are asked for.
{{ members(
    source=ref('subjects_to_report') ~ ' as s
    inner join ' ~ ref('indicator_leads') ~ " as l on l.indicator_id = 'T05-07'",
    unit='coalesce(s.unit, l.lead_unit)', part='s.ground', subject='s.subject_id', record='s.record_id', lineage='s',
    denominator='s.is_in_operation',
    numerator='s.is_in_operation and s.is_shown',
    reason="case
        when not s.is_known then 'subject_unknown'
        when not s.is_in_operation then 'not_in_operation'
        when s.is_shown then 'report_shown'
        else s.what_is_missing
    end"
) }}
