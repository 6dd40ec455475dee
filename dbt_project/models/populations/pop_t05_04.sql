-- 有效联合奖惩案例 against 红黑名单: cases of the year over entries in force on any day of the year. Two populations,
-- so the ratio may exceed one. A case that lacks something, points at no entry in force that day, or
-- repeats another is shown with what is wrong and counts nowhere. Of the lists the nation hands down count
-- the entries about the city's subjects that no list here repeats; a case names them by their number alone.
with here as (
    select
        i.*,
        i.colour in ('红', '黑') and i.listed_from <= p.as_of_date
        and (i.ended_on is null or i.ended_on > p.year_start) as is_entry
    from {{ ref('list_intervals') }} as i
    cross join {{ ref('run_periods') }} as p
),

listed as (
    select
        record_id, interval_no, entry_no, unit, unit as named_unit, colour, subject_id, listed_from, ended_on,
        is_entry, case colour when '红' then 'red_entry' else 'black_entry' end as reason,
        feed_id, batch_id, source_sheet, source_row
    from here
    union all
    select
        n.record_id, 1 as interval_no, n.entry_no, l.lead_unit as unit, null as named_unit, n.colour,
        n.subject_id, n.listed_on as listed_from, null as ended_on, true as is_entry,
        case n.colour when '红' then 'national_red_entry' else 'national_black_entry' end as reason,
        n.feed_id, n.batch_id, n.source_sheet, n.source_row
    from {{ ref('national_entries') }} as n
    inner join {{ ref('indicator_leads') }} as l on l.indicator_id = 'T05-04'
    where not exists (
        select 1 from here as e where e.is_entry and n.subject_id = e.subject_id and n.colour = e.colour
    )
),

-- one row a case: the interval it may mean is the one in force on its day, if there is one
cases as (
    select
        c.record_id, c.subject_id, c.party_name, c.measure, c.result, c.acted_on, c.entry_no, c.entry_unit,
        c.feed_id, c.batch_id, c.source_sheet, c.source_row, c.first_known_on,
        {{ unit_name('c.unit', 'n') }} as unit,
        i.record_id as entry_id, i.subject_id as entry_subject, i.colour,
        coalesce(
            i.listed_from <= c.acted_on and (i.ended_on is null or c.acted_on < i.ended_on), false
        ) as is_open
    from {{ ref('cur_joint_cases') }} as c
    cross join {{ ref('run_periods') }} as p
    {{ join_unit('c.unit', 'n') }}
    {{ join_unit('c.entry_unit', 'e') }}
    left join listed as i
        on
            c.entry_no = i.entry_no
            and (i.named_unit is null or {{ unit_name('c.entry_unit', 'e') }} = i.named_unit)
    where
        (c.acted_on >= p.year_start and c.acted_on <= p.as_of_date)
        or (c.acted_on is null and c.first_known_on >= p.year_start)
    qualify
        row_number() over (
            partition by c.record_id
            order by c.subject_id is not distinct from i.subject_id desc, is_open desc, i.interval_no desc
        ) = 1
),

checked as (
    select
        *,
        case
            when subject_id is null then 'subject_unknown'
            when entry_no is null or entry_unit is null then 'entry_missing'
            when measure is null then 'measure_missing'
            when acted_on is null then 'date_missing'
            when result is null then 'result_missing'
            when entry_id is null then 'entry_not_found'
            when colour not in ('红', '黑') then 'entry_neither_red_nor_black'
            when coalesce(entry_subject <> subject_id, true) then 'entry_of_another_subject'
            when not is_open then 'entry_not_in_force'
        end as fault
    from cases
),

judged as (
    select
        *,
        case
            when fault is not null then fault
            when
                row_number() over (
                    partition by fault is null, entry_id, subject_id, unit, measure, acted_on
                    order by first_known_on, record_id
                ) > 1 then 'repeats_another_case'
            else 'valid_case'
        end as reason
    from checked
),

covered as (select distinct subject_id from judged where reason = 'valid_case'),

listed_subjects as (
    select subject_id, record_id, unit, feed_id, batch_id, source_sheet, source_row
    from listed
    where is_entry and subject_id is not null
    qualify row_number() over (partition by subject_id order by listed_from, unit, record_id, interval_no) = 1
)

{{ members(
    source='listed as e', where='e.is_entry',
    unit='e.unit', subject='e.subject_id', record='e.record_id', lineage='e',
    numerator='false', reason='e.reason'
) }}
union all
{{ members(
    source='judged as c',
    unit='c.unit', subject='c.subject_id', record='c.record_id', lineage='c',
    denominator='false', numerator="c.reason = 'valid_case'", reason='c.reason'
) }}
union all
{{ members(
    source='listed_subjects as s left join covered as c on s.subject_id = c.subject_id',
    unit='s.unit', subject='s.subject_id', record='s.record_id', lineage='s', part="'subjects_covered'",
    main='false', numerator='c.subject_id is not null',
    reason="case when c.subject_id is null then 'no_valid_case' else 'has_valid_case' end"
) }}
