-- What was known of each decision, and when: a row for each change of content, in the order the changes
-- happened, not in that of their files; identical re-delivery makes none. Nearly every decision is sent once:
-- only the others are sorted and compared.
with accepted as (
    select r.*, coalesce(n.root_id, r.record_id) as root_id
    from {{ ref('decision_rows') }} as r
    left join {{ ref('decision_renames') }} as n
        on r.record_id = n.record_id
    where r.is_accepted and {{ touched('r.record_id', 'touched_decisions') }}
),

sent_again as (
    select root_id from accepted group by root_id having count(*) > 1
),

numbered as (
    select
        *,
        row_number() over (partition by root_id order by {{ version_order(said_on='said_on') }}) as place,
        min(case when not is_deleted then received_on end) over (partition by root_id) as first_reported_on,
        first_value(decided_on) over (
            partition by root_id order by is_deleted, {{ version_order() }}
        ) as first_decided_on
    from accepted
    where root_id in (select root_id from sent_again)
),

placed as (
    select n.*, {{ version_place('n', 'n.root_id') }} as version_place from numbered as n
),

compared as (
    select
        *,
        lag(content_hash) over (partition by root_id order by version_place, place) as content_before,
        lag(is_withdrawn) over (partition by root_id order by version_place, place) as withdrawn_before
    from placed
),

counted as (
    select
        *,
        count_if(
            content_hash is distinct from content_before or is_withdrawn is distinct from withdrawn_before
        ) over (
            partition by root_id order by version_place, place
            rows between unbounded preceding and current row
        ) as version_no
    from compared
),

-- the row that says it first in this order speaks for the version, known since any of its rows came
versions as (
    select *, min(received_on) over (partition by root_id, version_no) as known_from
    from counted
    qualify row_number() over (partition by root_id, version_no order by version_place, place) = 1
),

versioned as (
    select
        root_id as record_id, kind, standard, cast(version_no as bigint) as version_no, said_on, known_from,
        min(known_from) over (
            partition by root_id order by version_no rows between 1 following and unbounded following
        ) as known_to,
        lead(root_id) over (partition by root_id order by version_no) is null as is_newest,
        is_deleted, is_withdrawn, is_disputed, change_reason, first_reported_on, first_decided_on,
        decided_on, authority, authority_uscc, document_no, document_key, party_name, is_person, party_uscc,
        person_id, is_adult, procedure, penalty_types, fine, act, valid_until,
        subject_id, feed_id, batch_id, source_sheet, source_row, received_on
    from versions
)

select * from versioned
union all
select
    o.root_id as record_id, o.kind, o.standard, cast(1 as bigint) as version_no, o.said_on,
    o.received_on as known_from,
    cast(null as date) as known_to,
    true as is_newest,
    o.is_deleted, o.is_withdrawn, o.is_disputed, o.change_reason,
    case when not o.is_deleted then o.received_on end as first_reported_on,
    o.decided_on as first_decided_on,
    o.decided_on, o.authority, o.authority_uscc, o.document_no, o.document_key, o.party_name, o.is_person,
    o.party_uscc, o.person_id, o.is_adult, o.procedure, o.penalty_types, o.fine, o.act, o.valid_until,
    o.subject_id, o.feed_id, o.batch_id, o.source_sheet, o.source_row, o.received_on
from accepted as o
left join sent_again as s on o.root_id = s.root_id
where s.root_id is null
