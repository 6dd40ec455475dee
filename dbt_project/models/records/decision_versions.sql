-- What was known of each decision, and when: a row for each change of content, identical re-delivery makes
-- none. Nearly every decision is sent once: only the others are sorted and compared.
with accepted as (
    select * from {{ ref('decision_rows') }} where is_accepted
),

sent_again as (
    select record_id from accepted group by record_id having count(*) > 1
),

changed as (
    select *
    from accepted
    where record_id in (select record_id from sent_again)
    qualify
        content_hash is distinct from lag(content_hash) over (
            partition by record_id
            order by {{ version_order() }}
        )
),

versioned as (
    select
        record_id, kind, standard,
        row_number() over versions as version_no,
        received_on as known_from,
        lead(received_on) over versions as known_to,
        lead(record_id) over versions is null as is_newest,
        first_value(received_on) over versions as first_reported_on,
        decided_on, authority, authority_uscc, document_no, party_name, procedure,
        feed_id, batch_id, source_sheet, source_row
    from changed
    window versions as (
        partition by record_id
        order by {{ version_order() }}
    )
)

select * from versioned
union all
select
    o.record_id, o.kind, o.standard,
    cast(1 as bigint) as version_no,
    o.received_on as known_from,
    cast(null as date) as known_to,
    true as is_newest,
    o.received_on as first_reported_on,
    o.decided_on, o.authority, o.authority_uscc, o.document_no, o.party_name, o.procedure,
    o.feed_id, o.batch_id, o.source_sheet, o.source_row
from accepted as o
left join sent_again as s on o.record_id = s.record_id
where s.record_id is null
