-- Dishonesty records of organisations: black-list entries in force, judgment debtors on the list (both as
-- of the day), and penalties decided in the year that still stand. `act_day_basis` says what the day of the
-- act rests on: the list may state it, a debtor's is the day enforcement was asked for; no field of a penalty
-- states it, the decision is nearest.
with listed as (
    select
        case i.standard when 'list_entries' then 'black_list' else 'judgment_debtor' end as kind,
        i.record_id, i.interval_no, i.subject_id, i.unit, i.acted_on,
        case i.standard when 'list_entries' then 'act' else 'filing' end as act_day_basis,
        e.direct_person_name, e.direct_person_id,
        i.feed_id, i.batch_id, i.source_sheet, i.source_row
    from {{ ref('list_intervals') }} as i
    cross join {{ ref('stg_run') }} as run
    left join {{ ref('cur_list_entries') }} as e
        on i.record_id = e.record_id
    where
        i.colour = '黑'
        and not i.is_person
        and i.listed_from <= run.as_of_date
        and (i.ended_on is null or i.ended_on > run.as_of_date)
),

penalties as (
    select
        'penalty' as kind, d.record_id, 1 as interval_no, d.subject_id,
        {{ unit_name('d.authority', 'n') }} as unit,
        d.decided_on as acted_on, 'decision' as act_day_basis,
        cast(null as string) as direct_person_name,
        cast(null as string) as direct_person_id,
        d.feed_id, d.batch_id, d.source_sheet, d.source_row
    from {{ ref('decisions') }} as d
    cross join {{ ref('run_periods') }} as p
    {{ join_unit('d.authority', 'n') }}
    where
        d.kind = 'penalty'
        and d.is_accepted
        and not exists (select 1 from {{ ref('decision_withdrawals') }} as w where d.record_id = w.record_id)
        and not d.is_person
        and d.decided_on >= p.year_start and d.decided_on <= p.as_of_date
)

select * from listed
union all
select * from penalties
