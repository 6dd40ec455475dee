-- 告知承诺: every one of the named items, in where the catalogue offers it, the template of its commitment is
-- published and, where anybody applied this year, somebody could use it. Several offices may carry out one
-- item: covered means all of them.
with templates as (
    select distinct p.reference_no, {{ unit_name('p.unit', 'n') }} as unit
    from {{ ref('cur_portal_publications') }} as p
    cross join {{ ref('stg_run') }} as run
    {{ join_unit('p.unit', 'n') }}
    where
        p.content_kind = '承诺书样本'
        and p.published_on <= run.as_of_date
        and (p.withdrawn_on is null or p.withdrawn_on > run.as_of_date)
),

applications as (
    select b.item_code, count(*) as applied, count(*) filter (where b.commitment = '告知承诺') as used
    from {{ ref('cur_approval_ledger') }} as b
    cross join {{ ref('run_periods') }} as p
    where coalesce(b.applied_on, b.decided_on) between p.year_start and p.as_of_date
    group by b.item_code
),

entries as (
    select
        c.notice_item, c.item_code, c.record_id, c.feed_id, c.batch_id, c.source_sheet, c.source_row,
        coalesce(c.notice_offered = '是', false) as is_offered,
        t.reference_no is not null as is_published,
        sum(coalesce(a.applied, 0)) over (partition by c.notice_item) as applied,
        sum(coalesce(a.used, 0)) over (partition by c.notice_item) as used
    from {{ ref('cur_service_items') }} as c
    {{ join_unit('c.unit', 'n') }}
    left join templates as t
        on c.commitment_template_no = t.reference_no and {{ unit_name('c.unit', 'n') }} = t.unit
    left join applications as a
        on c.item_code = a.item_code
    where c.notice_item is not null
),

-- the entry that speaks for an item: the one that lacks most
speaking as (
    select
        *,
        case
            when not is_offered then 'not_offered'
            when not is_published then 'template_not_published'
            when applied > 0 and used = 0 then 'never_used'
            else 'covered'
        end as reason
    from entries
    qualify
        row_number() over (
            partition by notice_item order by is_offered asc, is_published asc, item_code asc
        ) = 1
)

{{ members(
    source=items('T12-02') ~ ' as i left join speaking as s on i.item = s.notice_item',
    unit='i.unit', item='i.item', record='s.record_id', lineage='s',
    numerator="coalesce(s.reason = 'covered', false)", reason="coalesce(s.reason, 'not_in_catalogue')"
) }}
