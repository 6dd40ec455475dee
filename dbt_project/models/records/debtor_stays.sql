-- The court sends everything each time and says nothing of removals: who is missing from a delivery has
-- left, and deliveries in a row that all hold the key make one stay. A held row proves presence, but no
-- stay is made of held rows only.
with states as (
    select l.feed_id, l.batch_id, b.department, l.received_on, l.state_no as batch_no, l.next_received_on
    from {{ ref('list_states') }} as l
    inner join {{ ref('stg_batches') }} as b
        on l.feed_id = b.feed_id and l.batch_id = b.batch_id
    where b.standard = 'judgment_debtors'
),

rows_sent as (
    {%- for held in ['', '__held'] %}
    select
        {{ 'false' if held else 'true' }} as is_accepted,
        record_key, case_no, debtor_name, debtor_category, filed_on, published_on, performance,
        feed_id, batch_id, source_sheet, source_row, received_at
    from {{ ref('stg_judgment_debtors' ~ held) }}
    where row_state <> 'duplicate'
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

appearances as (
    select r.*, d.department, d.received_on, d.batch_no, d.next_received_on
    from rows_sent as r
    inner join states as d
        on r.feed_id = d.feed_id and r.batch_id = d.batch_id
    {{ join_put_right('r', 'd.received_on') }}
    where put_right.feed_id is null
    qualify
        row_number() over (
            partition by r.feed_id, d.batch_no, r.record_key
            order by
                r.is_accepted desc, r.received_at desc, r.source_sheet desc nulls last, r.source_row desc
        ) = 1
),

numbered as (
    select
        *,
        batch_no - row_number() over (partition by feed_id, record_key order by batch_no) as stay
    from appearances
),

-- the newest accepted row of a stay speaks for it
stays as (
    select
        *,
        min(received_on) over whole_stay as first_received_on,
        max(batch_no) over whole_stay as last_batch_no,
        -- the newest delivery has no next one: a stay that reaches it is open
        case
            when count(*) over whole_stay = count(next_received_on) over whole_stay
                then max(next_received_on) over whole_stay
        end as ended_on
    from numbered
    window whole_stay as (partition by feed_id, record_key, stay)
),

spoken as (
    select *
    from stays
    where is_accepted
    qualify row_number() over (partition by feed_id, record_key, stay order by batch_no desc) = 1
)

select
    md5('judgment_debtors|' || record_key) as record_id,
    row_number() over in_order as interval_no,
    case_no, department, debtor_name, debtor_category, filed_on, performance,
    -- who comes back under an old day of publication is listed again from the day that showed it
    case
        when published_on < lag(ended_on) over in_order then first_received_on
        else published_on
    end as listed_from,
    first_received_on, ended_on, feed_id, batch_id, source_sheet, source_row
from spoken
window in_order as (partition by feed_id, record_key order by stay)
