-- What the portal may have to show, in one shape: every version of every permit, penalty, list entry,
-- commitment, report and confirmed media case, with the days between which it was the newest known, the day
-- its window counts from, and the day it ends by its own words. A version that withdraws the record is here
-- too: it ends the one before.
{{ portal_decisions('penalty') }}
union all
{{ portal_decisions('permit') }}
union all
{{ portal_told(
    'list_entries', "case s.colour when '红' then 'red_list' else 'black_list' end", 's.unit', 's.entry_no',
    's.listed_on', 'least(s.expires_on, s.removed_on - 1)', only="s.colour in ('红', '黑')", named='persons',
    because="case
        when s.removed_on is null or s.removed_on > s.expires_on then 'own_end'
        when s.removal_kind = '修复' then 'repaired'
        when s.removal_kind = '撤销' then 'revoked'
        else 'removed'
    end"
) }}
union all
{{ portal_told('credit_commitments', "'commitment'", 's.unit', 's.commitment_no', 's.made_on',
's.valid_until', named='persons') }}
union all
{{ portal_told(
    'credit_reports', "'credit_report'", 's.unit', 's.report_no', 's.submitted_on', 's.valid_until',
    only='s.submitted_on is not null'
) }}
union all
{{ portal_told(
    'media_cases', "'typical_case'", 's.unit', 's.case_no', 's.checked_on', 'cast(null as date)', named=false,
    only="s.checked_on is not null and s.finding in ('属实', '部分属实')"
) }}
union all
-- the court's debtors, whose stays are read off the deliveries: the delivery that lacks them ends them
select
    'judgment_debtor' as content, d.record_id, d.interval_no as version_no, false as is_only,
    d.first_received_on as known_from,
    cast(null as date) as known_to, cast(d.interval_no as string) as said, null as withdrawal,
    false as is_disputed, d.department as unit, d.case_no as reference, d.debtor_name, s.debtor_uscc,
    s.debtor_category = '自然人' as is_person, s.debtor_person_id, s.party_is_adult, l.subject_id,
    d.listed_from as starts_on, d.ended_on - 1 as own_until, 'removed' as own_because,
    null, null, null, null,
    d.feed_id, d.batch_id, d.source_sheet, d.source_row, s.received_on
from {{ ref('debtor_stays') }} as d
inner join {{ ref('stg_judgment_debtors') }} as s
    on {{ same_place('d', 's') }}
left join {{ ref('record_links') }} as l
    on {{ same_place('d', 'l') }}
    and l.standard = 'judgment_debtors'
