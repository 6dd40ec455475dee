{#
    The four measures of the fields in T08 and T09: one member for each named field, under the unit that answers for
    it. Only the list of fields differs between the two tasks, so each measure is said once.
#}

{#
    -01: a table of credit records of the field was fed in the quarter. What was stopped or refused fed nobody. Beside
    it, a part for each field: the subjects that have a record in it; persons as a number for each delivery.
#}
{% macro fields_with_records(line) -%}
with deliveries as (
    select
        f.field, b.feed_id, b.batch_id, b.received_at,
        b.state <> 'stopped' and b.accepted + b.repaired > 0 as is_fed
    from {{ ref('stg_feed_fields') }} as f
    inner join {{ ref('stg_batches') }} as b
        on f.feed_id = b.feed_id
    cross join {{ ref('run_periods') }} as p
    where b.received_on >= p.quarter_start and b.received_on <= p.as_of_date
),

-- the delivery that speaks for the field: one that fed it, the newest
speaking as (
    select *
    from deliveries
    qualify
        row_number() over (
            partition by field
            order by is_fed desc, received_at desc, batch_id asc, feed_id asc
        ) = 1
),

-- the newest record of each subject in a field; of a feed that sends everything, of what stands today
recorded as (
    select
        f.field, l.feed_id, l.batch_id, l.source_sheet, l.source_row, l.subject_id,
        substr(l.subject_id, 1, 4) = 'per-' as is_person
    from {{ ref('stg_feed_fields') }} as f
    inner join {{ ref('live_batches') }} as b
        on f.feed_id = b.feed_id
    inner join {{ ref('record_links') }} as l
        on b.feed_id = l.feed_id and b.batch_id = l.batch_id
    where l.subject_id is not null
    qualify
        row_number() over (
            partition by f.field, l.subject_id
            order by l.received_on desc, l.feed_id asc, l.batch_id asc, l.source_sheet asc, l.source_row asc
        ) = 1
),

persons as (
    select field, feed_id, batch_id, count(*) as persons
    from recorded
    where is_person
    group by field, feed_id, batch_id
)

{{ members(
    source=items(line) ~ ' as i left join speaking as d on i.item = d.field',
    unit='i.unit', item='i.item', delivery='d', numerator='coalesce(d.is_fed, false)',
    reason="case
        when d.is_fed then 'fed'
        when d.field is not null then 'nothing_accepted'
        else 'nothing_arrived'
    end"
) }}
union all
{{ members(
    source='recorded as r inner join ' ~ items(line) ~ ' as i on r.field = i.item and not r.is_person',
    unit='i.unit', part='i.item', item='i.item', main='false', subject='r.subject_id', lineage='r',
    numerator='true', reason="'has_record'"
) }}
union all
{{ members(
    source='persons as n inner join ' ~ items(line) ~ ' as i on n.field = i.item',
    unit='i.unit', part='i.item', item="i.item || '/自然人'", main='false', delivery='n', weight='n.persons',
    numerator='true', reason="'has_record'"
) }}
{%- endmacro %}

{#
    -02: a record of the field was put on the portal in the quarter. Beside it: how many, and of the red and black
    entries that stand today, all open to publication, those that are on the portal.
#}
{% macro fields_published(line) -%}
with put_up as (
    select p.*
    from {{ ref('cur_portal_publications') }} as p
    cross join {{ ref('run_periods') }} as run
    where
        p.channel = '信用盘锦'
        and p.published_on >= run.quarter_start
        and p.published_on <= run.as_of_date
),

newest as (
    select *
    from put_up
    qualify row_number() over (partition by field order by published_on desc, record_id asc) = 1
),

standing as (
    select e.*, {{ unit_name('e.unit', 'n') }} as answering_unit
    from {{ ref('cur_list_entries') }} as e
    cross join {{ ref('run_periods') }} as p
    {{ join_unit('e.unit', 'n') }}
    where
        e.colour in ('红', '黑')
        and e.listed_on <= p.as_of_date
        and (e.removed_on is null or e.removed_on > p.as_of_date)
        and (e.expires_on is null or e.expires_on >= p.as_of_date)
),

shown as (
    {{ entries_put_up() }}
),

seen as (
    {{ entries_seen('standing', 'shown') }}
)

{{ members(
    source=items(line) ~ ' as i left join newest as n on i.item = n.field',
    unit='i.unit', item='i.item', record='n.record_id', lineage='n', numerator='n.record_id is not null',
    reason="case when n.record_id is null then 'nothing_published' else 'published' end"
) }}
union all
{{ members(
    source='put_up as s inner join ' ~ items(line) ~ ' as i on s.field = i.item',
    unit='i.unit', part="'records'", item='i.item', main='false', subject='s.subject_id', record='s.record_id',
    lineage='s', numerator='true', reason="'published'"
) }}
union all
{{ members(
    source='standing as e inner join ' ~ items(line) ~ ' as i on e.field = i.item
    left join seen as s on e.record_id = s.record_id',
    unit='i.unit', part="'entries_shown'", item='i.item', main='false', subject='e.subject_id',
    record='e.record_id', lineage='e', numerator='coalesce(s.is_on_portal, false)',
    reason="case when s.is_on_portal then 'published' else 'not_published' end"
) }}
{%- endmacro %}

{#
    -03: red and black entries of the field were received in the quarter, or a zero report stands where there was
    nothing to list; silence is neither. Beside it: the entries by colour.
#}
{% macro fields_with_lists(line) -%}
with received as (
    select e.*, case e.colour when '红' then 'red' else 'black' end as list_colour
    from {{ ref('cur_list_entries') }} as e
    cross join {{ ref('run_periods') }} as p
    where
        e.colour in ('红', '黑')
        and e.first_known_on >= p.quarter_start and e.first_known_on <= p.as_of_date
),

colours as (
    select field, bool_or(list_colour = 'red') as has_red, bool_or(list_colour = 'black') as has_black
    from received
    group by field
),

-- declared for a month of the quarter, and not before that month began
declared as (
    select z.*
    from {{ ref('cur_zero_reports') }} as z
    cross join {{ ref('run_periods') }} as p
    where
        z.matter = '{{ line }}'
        and z.month >= substr(cast(p.quarter_start as string), 1, 7)
        and z.month <= p.month_key
        and z.month <= substr(cast(z.declared_on as string), 1, 7)
    qualify row_number() over (partition by z.field order by z.declared_on desc, z.record_id asc) = 1
)

{{ members(
    source=items(line) ~ ' as i
    left join colours as c on i.item = c.field
    left join declared as z on i.item = z.field',
    unit='i.unit', item='i.item', record='z.record_id', lineage='z',
    numerator='coalesce(c.has_red and c.has_black, false) or z.record_id is not null',
    reason="case
        when c.has_red and c.has_black then 'red_and_black'
        when z.record_id is not null then 'zero_reported'
        when c.has_red then 'no_black_list'
        when c.has_black then 'no_red_list'
        else 'nothing_received'
    end"
) }}
union all
{{ members(
    source='received as r inner join ' ~ items(line) ~ ' as i on r.field = i.item',
    unit='i.unit', part='r.list_colour', item='i.item', main='false', subject='r.subject_id',
    record='r.record_id', lineage='r', numerator='true', reason="'received'"
) }}
{%- endmacro %}

{# -04: a rule document in force and subjects graded by it. Beside it: graded subjects that were inspected. #}
{% macro fields_graded(line) -%}
with grades as (
    select g.*
    from {{ ref('cur_graded_supervision') }} as g
    cross join {{ ref('run_periods') }} as p
    where g.graded_on <= p.as_of_date
    -- the newest grade of a subject in a field, whoever gave it
    qualify
        row_number() over (
            partition by g.field, coalesce(g.party_uscc, g.party_name)
            order by g.graded_on desc, g.received_at desc, g.record_id asc
        ) = 1
),

graded as (
    select distinct field from grades
)

{{ members(
    source=items(line) ~ ' as i
    left join ' ~ newest_evidence(line, kinds=['制度文件']) ~ ' as r on i.item = r.item
    left join graded as g on i.item = g.field',
    unit='i.unit', item='i.item', record='r.record_id', lineage='r',
    numerator='r.record_id is not null and g.field is not null',
    reason="case
        when r.record_id is not null and g.field is not null then 'rule_and_grades'
        when r.record_id is not null then 'nobody_graded'
        when g.field is not null then 'no_rule'
        else 'neither'
    end"
) }}
union all
{{ members(
    source='grades as g inner join ' ~ items(line) ~ ' as i on g.field = i.item',
    unit='i.unit', part="'inspected'", item='i.item', main='false', subject='g.subject_id',
    record='g.record_id', lineage='g', numerator='coalesce(g.inspections, 0) > 0',
    reason="case when coalesce(g.inspections, 0) > 0 then 'inspected' else 'not_inspected' end"
) }}
{%- endmacro %}
