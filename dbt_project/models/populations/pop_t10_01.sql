-- 司法行政 occupations and institutions: every named kind, in where files were begun. Beside it how far they
-- got: registrations with a file, and graded ones among those. Practitioners are counted, never listed; who
-- has two occupations is registered twice and needs two files.
with practitioners as (
    select
        occupation, feed_id, batch_id, count(*) as persons,
        case
            when coalesce(has_file, '否') <> '是' then 'no_file'
            when grade is null then 'file_not_graded'
            else 'file_graded'
        end as reason
    from {{ ref('cur_judicial_practitioners') }}
    group by all
),

institutions as (
    select
        i.institution_kind, r.subject_id, i.feed_id, i.batch_id, i.source_sheet, i.source_row,
        case
            when coalesce(i.has_file, '否') <> '是' then 'no_file'
            when i.grade is null then 'file_not_graded'
            else 'file_graded'
        end as reason
    from {{ ref('stg_judicial_institutions') }} as i
    inner join {{ ref('register_rows') }} as r
        on
            i.feed_id = r.feed_id
            and i.batch_id = r.batch_id
            and i.source_sheet is not distinct from r.source_sheet
            and i.source_row = r.source_row
    where r.is_in_operation and r.subject_id is not null
    -- a copy of a row is no second institution
    qualify
        row_number() over (
            partition by r.subject_id order by i.source_sheet asc nulls first, i.source_row asc
        ) = 1
),

begun as (
    select occupation as item, feed_id, batch_id
    from practitioners where reason <> 'no_file'
    union
    select institution_kind as item, feed_id, batch_id
    from institutions where reason <> 'no_file'
),

-- one delivery that knows of a file is as good a witness as any other
speaking as (
    select * from begun qualify row_number() over (partition by item order by batch_id desc) = 1
)

{{ members(
    source=items('T10-01', groups=['occupation', 'institution']) ~ ' as i
    left join speaking as s on i.item = s.item',
    unit='i.unit', item='i.item', delivery='s', numerator='s.item is not null',
    reason="case when s.item is null then 'no_files' else 'files_begun' end"
) }}
{%- for part, condition, numerator in [
    ('persons', 'true', "p.reason <> 'no_file'"),
    ('graded_persons', "p.reason <> 'no_file'", "p.reason = 'file_graded'"),
] %}
union all
{{ members(
    source='practitioners as p', unit=lead_unit(), part="'" ~ part ~ "'", main='false',
    item="p.occupation || '/' || p.reason", delivery='p', weight='p.persons', numerator=numerator,
    reason='p.reason', where=condition
) }}
{%- endfor %}
{%- for part, condition, numerator in [
    ('institutions', 'true', "i.reason <> 'no_file'"),
    ('graded_institutions', "i.reason <> 'no_file'", "i.reason = 'file_graded'"),
] %}
union all
{{ members(
    source='institutions as i', unit=lead_unit(), part="'" ~ part ~ "'", main='false',
    item='i.institution_kind', subject='i.subject_id', lineage='i', numerator=numerator, reason='i.reason',
    where=condition
) }}
{%- endfor %}
