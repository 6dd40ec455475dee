-- The history of every subject in every register, kept by appending: nothing is overwritten, so any earlier
-- day can be read back, and the order in which batches are processed does not matter.
with appearances as (
    select
        d.register, d.feed_id, b.department, d.subject_id, d.batch_id, d.source_sheet, d.source_row,
        d.name, d.uscc, d.old_number, d.subject_type,
        d.legal_representative, d.registered_on, d.status, d.is_in_operation,
        d.located, d.is_accepted, d.content_hash, b.batch_no, b.received_on, b.next_received_on
    from {{ ref('register_deliveries') }} as d
    inner join {{ ref('register_batches') }} as b
        on d.feed_id = b.feed_id and d.batch_id = b.batch_id
    {{ join_put_right('d', 'b.received_on') }}
    where d.subject_id is not null and put_right.feed_id is null
    -- The first row of a key holds it, later ones are copies (T02-04 counts those); a held row only
    -- proves presence, so an accepted one goes before it.
    qualify
        row_number() over (
            partition by d.feed_id, b.batch_no, d.subject_id
            order by
                d.is_accepted desc, d.received_at asc, d.source_sheet asc nulls first, d.source_row asc
        ) = 1
),

-- Deliveries in a row that all hold the key make one stay; a key missing from a full delivery ends it.
numbered as (
    select
        *,
        batch_no - row_number() over (partition by feed_id, subject_id order by batch_no) as stay
    from appearances
),

stays as (
    select
        *,
        -- the newest delivery has no next one: a stay that reaches it is open
        case
            when count(*) over whole_stay = count(next_received_on) over whole_stay
                then max(next_received_on) over whole_stay
        end as stay_ends_on
    from numbered
    window whole_stay as (partition by feed_id, subject_id, stay)
),

changes as (
    select *
    from stays
    where is_accepted
    -- identical re-delivery makes no version
    qualify
        content_hash is distinct from lag(content_hash) over (
            partition by feed_id, subject_id, stay order by batch_no
        )
)

select
    register, feed_id, department, subject_id, name, uscc, old_number, subject_type,
    legal_representative, registered_on, status,
    is_in_operation, located, batch_id, source_sheet, source_row, content_hash, batch_no,
    received_on as valid_from,
    coalesce(
        lead(received_on) over (partition by feed_id, subject_id, stay order by batch_no), stay_ends_on
    ) as valid_to
from changes
