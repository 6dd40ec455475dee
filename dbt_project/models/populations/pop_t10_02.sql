-- 司法公开: the named columns updated in the month on the site of the unit that answers for them. A column
-- of that name on somebody else's site is not it.
with sites as (
    select s.*, {{ unit_name('s.unit', 'n') }} as answering_unit
    from {{ ref('cur_department_sites') }} as s
    {{ join_unit('s.unit', 'n') }}
)

{{ members(
    source=items('T10-02') ~ ' as i
    cross join ' ~ ref('run_periods') ~ ' as p
    left join sites as s on i.item = s.column_name and i.unit = s.answering_unit',
    unit='i.unit', item='i.item', record='s.record_id', lineage='s',
    numerator='coalesce(s.updated_on >= p.month_start and s.updated_on <= p.as_of_date, false)',
    reason="case
        when s.record_id is null then 'no_column'
        when s.updated_on >= p.month_start and s.updated_on <= p.as_of_date then 'updated'
        else 'not_updated'
    end"
) }}
