-- The window of every version of everything the portal may show: from when, the last day of the minimum, the
-- last day at all, when and why it ends, by which rule. A granted repair ends a window once the minimum is
-- over and the grant is known; a revocation as soon as it is known, the five working days it leaves are the
-- latest, not the aim. A natural person's record is keyed by the keyed hash of their number, their name as
-- the content's policy says.
with granted as (
    select
        r.record_id, r.entry_no, r.list_unit, r.penalty_unit, r.party_name,
        {{ document_key('r.penalty_document_no') }} as document_key,
        max(r.decided_on) as granted_on, min(t.received_on) as known_on
    from {{ ref('cur_credit_repairs') }} as r
    inner join {{ ref('stg_credit_repairs') }} as t
        on r.record_key = t.record_key and r.result = t.result
    where r.result = '通过' and r.decided_on is not null
    group by all
),

repairs as (
    select
        'list' as repaired, {{ unit_name('g.list_unit', 'n') }} as unit, g.entry_no as reference,
        cast(null as string) as party, min(greatest(g.granted_on, g.known_on)) as repaired_on
    from granted as g
    {{ join_unit('g.list_unit', 'n') }}
    where g.entry_no is not null
    group by 1, 2, 3
    union all
    -- one document may punish several: the repair is its applicant's alone
    select
        'penalty' as repaired, {{ unit_name('g.penalty_unit', 'n') }} as unit, g.document_key as reference,
        {{ normal_name('g.party_name') }} as party, min(greatest(g.granted_on, g.known_on)) as repaired_on
    from granted as g
    {{ join_unit('g.penalty_unit', 'n') }}
    where g.document_key is not null
    group by 1, 2, 3, 4
),

judged as (
    select
        v.*, {{ unit_name('v.unit', 'n') }} as unit_today, p.window_basis, p.person_name,
        c.class, c.rule_version, c.is_published,
        {{ add_months('v.starts_on', 'c.min_months') }} as minimum_until,
        {{ add_months('v.starts_on', 'c.max_months') }} as maximum_until,
        w.withdrawal as withdrawn_by, w.withdrawn_on, greatest(w.withdrawn_on, w.known_on) as withdrawn_from
    from {{ ref('portal_versions') }} as v
    inner join {{ ref('portal_contents') }} as p
        on v.content = p.content and {{ in_force('p', 'v.starts_on') }}
    {{ join_unit('v.unit', 'n') }}
    left join {{ ref('record_classes') }} as c
        on v.record_id = c.record_id and v.version_no = c.version_no
    left join {{ ref('decision_withdrawals') }} as w
        on v.record_id = w.record_id
    where {{ touched('v.record_id', 'touched_windows') }}
),

ended as (
    select
        j.*, r.repaired_on,
        least(j.maximum_until, j.own_until) as window_until,
        case
            when r.repaired_on is not null then greatest(r.repaired_on, j.minimum_until + 1)
        end as repaired_from
    from judged as j
    left join repairs as r
        on
            case j.content when 'penalty' then 'penalty' when 'black_list' then 'list' end = r.repaired
            and j.unit_today = r.unit
            and case j.content
                when 'penalty' then {{ document_key('j.reference') }} else j.reference
            end = r.reference
            and (r.party is null or {{ normal_name('j.party_name') }} = r.party)
)

select
    content, record_id, version_no, is_only,
    case when is_person then md5(record_id || '|' || person_id) else record_id end as record_key,
    known_from, known_to, said, unit_today as unit, reference, subject_id,
    case when not is_person then party_uscc end as party_uscc,
    case
        when not is_person or person_name = 'full' then party_name
        when person_name = 'masked' then substr(party_name, 1, 1) || '*'
    end as shown_name,
    is_person, is_disputed, starts_on, class, rule_version, minimum_until, maximum_until, own_until,
    repaired_on,
    withdrawn_on, window_until, least(window_until + 1, repaired_from, withdrawn_from) as ended_on,
    case least(window_until + 1, repaired_from, withdrawn_from)
        when withdrawn_from then withdrawn_by
        when repaired_from then 'repaired'
        when own_until + 1 then own_because
        when maximum_until + 1 then 'expired'
    end as ended_because,
    case
        when withdrawal is not null then withdrawal
        when is_person and person_name = 'withheld' then 'person_withheld'
        when is_person and (is_adult is null or person_id is null) then 'age_unknown'
        when is_person and not is_adult then 'minor'
        when window_basis = 'rule' and class is null then 'class_unknown'
        when window_basis = 'rule' and not is_published then 'not_published'
    end as withheld_because,
    feed_id, batch_id, source_sheet, source_row, received_on
from ended
