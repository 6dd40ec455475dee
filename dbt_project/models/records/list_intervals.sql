-- Who stood on which list from when to when, and why it ended: the departments' entries by their own dates,
-- the court's debtors by the deliveries that held them. `ended_on` is the first day off the list and may
-- lie ahead.
with granted as (
    select distinct r.entry_no, {{ unit_name('r.list_unit', 'n') }} as unit
    from {{ ref('cur_credit_repairs') }} as r
    cross join {{ ref('stg_run') }} as run
    {{ join_unit('r.list_unit', 'n') }}
    where
        r.result = '通过' and r.entry_no is not null
        -- who does not date the decision is believed
        and (r.decided_on is null or r.decided_on <= run.as_of_date)
),

entries as (
    select
        e.record_id, 1 as interval_no, 'list_entries' as standard, e.entry_no,
        {{ unit_name('e.unit', 'n') }} as unit,
        e.colour, e.list_type, e.field, e.memorandum, e.subject_id, e.party_name,
        e.party_category = '自然人' as is_person,
        e.acted_on,
        e.listed_on as listed_from,
        -- a removal told after the entry had run out anyway ended nothing
        case
            when e.removed_on <= coalesce(e.expires_on, e.removed_on) then e.removed_on
            else e.expires_on + 1
        end as ended_on,
        case
            when e.removed_on <= coalesce(e.expires_on, e.removed_on) then e.removal_kind
            when e.expires_on is not null then '到期'
        end as told_reason,
        e.feed_id, e.batch_id, e.source_sheet, e.source_row
    from {{ ref('cur_list_entries') }} as e
    {{ join_unit('e.unit', 'n') }}
),

debtors as (
    select
        d.record_id, d.interval_no, 'judgment_debtors' as standard, d.case_no as entry_no,
        {{ unit_name('d.department', 'n') }} as unit,
        '黑' as colour,
        {{ parameter('T10-03', 'debtor_list', 'string') }} as list_type,
        cast(null as string) as field,
        cast(null as string) as memorandum,
        l.subject_id,
        d.debtor_name as party_name,
        d.debtor_category = '自然人' as is_person,
        -- the debt was not paid when enforcement was asked for
        d.filed_on as acted_on,
        d.listed_from, d.ended_on,
        case when d.performance = '已履行' then '履行完毕' end as told_reason,
        d.feed_id, d.batch_id, d.source_sheet, d.source_row
    from {{ ref('debtor_stays') }} as d
    left join {{ ref('record_links') }} as l
        on
            l.standard = 'judgment_debtors'
            and d.feed_id = l.feed_id
            and d.batch_id = l.batch_id
            and d.source_sheet is not distinct from l.source_sheet
            and d.source_row = l.source_row
    {{ join_unit('d.department', 'n') }}
),

all_lists as (
    select * from entries
    union all
    select * from debtors
)

select
    i.record_id, i.interval_no, i.standard, i.entry_no, i.unit, i.colour, i.list_type, i.field, i.memorandum,
    i.subject_id, i.party_name, i.is_person, i.acted_on, i.listed_from, i.ended_on,
    -- what the list leaves unsaid a granted application for repair may say; nothing else is guessed
    case
        when i.ended_on is not null
            then coalesce(i.told_reason, case when g.entry_no is not null then '修复' end, 'unstated')
    end as exit_reason,
    i.feed_id, i.batch_id, i.source_sheet, i.source_row
from all_lists as i
left join granted as g
    on i.entry_no = g.entry_no and i.unit = g.unit
