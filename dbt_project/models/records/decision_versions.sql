-- What was known of each decision, and when: a row for each change of content, identical re-delivery makes
-- none.
with delivered as (
    select *
    from {{ ref('decision_rows') }}
    where is_accepted
    qualify
        content_hash is distinct from lag(content_hash) over (
            partition by record_id
            order by received_at, batch_id, feed_id, source_sheet nulls first, source_row
        )
)

select
    record_id, kind, standard,
    row_number() over versions as version_no,
    received_on as known_from,
    lead(received_on) over versions as known_to,
    lead(record_id) over versions is null as is_newest,
    first_value(received_on) over versions as first_reported_on,
    decided_on, authority, authority_uscc, document_no, party_name, procedure,
    feed_id, batch_id, source_sheet, source_row
from delivered
window versions as (
    partition by record_id
    order by received_at, batch_id, feed_id, source_sheet nulls first, source_row
)
