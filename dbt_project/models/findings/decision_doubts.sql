-- What does not agree between a decision's own cells, or between it and the register. A doubt is told, it
-- never changes the row's state.
with decided as (
    select * from {{ ref('decisions') }}
    where is_accepted and {{ touched('record_id', 'touched_decisions') }}
),

penalties as (
    select
        feed_id, batch_id, source_sheet, source_row, fine,
        ';' || coalesce(penalty_types, '') || ';' as types
    from {{ ref('stg_administrative_penalty') }}
    {%- if is_daily() %}
    where batch_id in (select d.batch_id from decided as d)
    {%- endif %}
),

-- the number is on the rule: which kind of penalty has an amount is policy
amounts as (
    select
        r.rule_id, p.feed_id, p.batch_id, p.source_sheet, p.source_row
    from penalties as p
    inner join {{ ref('doubt_rules') }} as r
        on
            r.rule_id = 'X-FINE-MISSING' and instr(p.types, ';' || r.value || ';') > 0 and p.fine is null
            or r.rule_id = 'X-FINE-WITHOUT-TYPE' and instr(p.types, ';' || r.value || ';') = 0 and p.fine > 0
),

-- outer joins keep the order: compared before each number found its subject, every subject meets every other
found as (
    select
        p.feed_id, p.batch_id, p.source_sheet, p.source_row,
        u.subject_id as by_code, r.subject_id as by_old_number
    from {{ ref('record_parties') }} as p
    left join {{ ref('subject_numbers') }} as u
        on u.kind = 'uscc' and p.uscc = u.number
    left join {{ ref('subject_numbers') }} as r
        on r.kind = 'registration_no' and p.registration_no = r.number
    where
        p.uscc is not null and p.registration_no is not null
        {%- if is_daily() %}
        and p.batch_id in (select d.batch_id from decided as d)
        {%- endif %}
),

numbers as (
    select feed_id, batch_id, source_sheet, source_row from found where by_code <> by_old_number
),

cells as (
    select rule_id, feed_id, batch_id, source_sheet, source_row from amounts
    union all
    select 'X-NUMBERS-DISAGREE' as rule_id, feed_id, batch_id, source_sheet, source_row from numbers
),

registered as (
    select
        d.standard, d.record_id, d.subject_id, d.decided_on,
        d.feed_id, d.batch_id, d.source_sheet, d.source_row,
        case
            when d.decided_on < s.registered_on then 'X-SUBJECT-NOT-YET'
            -- the day the register's closing became known lies after the closing itself
            when coalesce(s.valid_to, case when not s.is_in_operation then s.valid_from end) < d.decided_on
                then 'X-SUBJECT-GONE'
        end as rule_id
    from decided as d
    inner join {{ ref('subjects') }} as s
        on d.subject_id = s.subject_id
)

select
    c.rule_id, d.standard, d.record_id, d.subject_id, d.decided_on as judged_on,
    d.feed_id, d.batch_id, d.source_sheet, d.source_row
from cells as c
inner join decided as d
    on
        c.feed_id = d.feed_id
        and c.batch_id = d.batch_id
        and c.source_sheet is not distinct from d.source_sheet
        and c.source_row = d.source_row
union all
select
    rule_id, standard, record_id, subject_id, decided_on as judged_on,
    feed_id, batch_id, source_sheet, source_row
from registered
where rule_id is not null
