-- The subjects of T05-07 again, but only a report of an agency that was qualified on the day of issue
-- counts.
{{ members(
    source=ref('subjects_to_report') ~ ' as s
    inner join ' ~ ref('indicator_leads') ~ " as l on l.indicator_id = 'T13-02'",
    unit='coalesce(s.unit, l.lead_unit)', part='s.ground', subject='s.subject_id', record='s.record_id', lineage='s',
    denominator='s.is_in_operation',
    numerator='s.is_in_operation and s.is_shown_of_qualified',
    reason="case
        when not s.is_known then 'subject_unknown'
        when not s.is_in_operation then 'not_in_operation'
        when s.is_shown_of_qualified then 'report_shown'
        when s.is_shown then 'agency_not_qualified'
        else s.what_is_missing
    end"
) }}
