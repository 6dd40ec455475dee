-- One row for each subject as known at the as-of date; one that left its register stays, with valid_to.
with registered as (
    select
        coalesce(c.new_key, v.subject_id) as subject_id,
        v.name, v.status, v.is_in_operation, v.registered_on, v.valid_from, v.valid_to, v.old_number,
        v.subject_type, v.register, v.department, v.located, v.feed_id, v.batch_id, v.source_sheet, v.source_row,
        -- a code once given stays the subject's, also when a later delivery leaves it out
        coalesce(v.uscc, case when c.new_key not like 'reg-%' then c.new_key end) as uscc,
        coalesce(
            r.library,
            -- no code yet: the register it stands in, and for public bodies what kind of body it is
            case
                {%- for register in registers() %}
                {%- for kind, library in register.library_of_type.items() %}
                when v.register = '{{ register.standard }}' and v.subject_type = '{{ kind }}' then '{{ library }}'
                {%- endfor %}
                when v.register = '{{ register.standard }}' then '{{ register.library }}'
                {%- endfor %}
            end
        ) as library
    from {{ ref('subject_versions') }} as v
    left join {{ ref('subject_crosswalk') }} as c
        on v.register = c.register and v.feed_id = c.feed_id and v.subject_id = c.old_key
    left join {{ ref('uscc_registrars') }} as r
        on
            substr(coalesce(c.new_key, v.subject_id), 1, 1) = r.registrar
            and substr(coalesce(c.new_key, v.subject_id), 2, 1) = r.kind
    qualify
        row_number() over (
            partition by coalesce(c.new_key, v.subject_id)
            order by v.valid_to desc nulls first, v.valid_from desc, v.batch_no desc, v.feed_id asc
        ) = 1
),

-- The region in a code is that of the authority that gave it, on that day: the code never changes when the
-- subject moves. A district without a region code of its own is told by the words of the register.
worded as (
    select v.subject_id, max_by(w.district, length(w.word)) as district
    from registered as v
    cross join {{ ref('stg_run') }} as run
    inner join {{ ref('district_words') }} as w
        on instr(v.located, w.word) > 0 and {{ in_force('w', 'run.as_of_date') }}
    group by v.subject_id
),

known as (
    select
        subject_id, library, uscc, name, status, is_in_operation, registered_on, valid_from, valid_to,
        old_number as registration_no,
        -- GS 15-2006: a registration number of fifteen digits begins with the region of the first registrar
        coalesce(
            substr(uscc, 3, 6), case when length(old_number) = 15 then substr(old_number, 1, 6) end
        ) as region,
        subject_type, register, department, feed_id, batch_id, source_sheet, source_row
    from registered
    union all
    select
        subject_id, 'per' as library, null as uscc, name, null as status, null as is_in_operation,
        null as registered_on, valid_from, null as valid_to, null as registration_no, null as region,
        null as subject_type, standard as register, null as department, feed_id, batch_id, source_sheet, source_row
    from {{ ref('persons') }}
)

select
    k.subject_id, k.library, k.uscc, k.name, k.status, k.is_in_operation, k.registered_on, k.valid_from,
    k.valid_to, k.registration_no, coalesce(w.district, r.district) as district,
    k.subject_type as enterprise_type, k.register, k.department, k.feed_id, k.batch_id, k.source_sheet,
    k.source_row, run.as_of_date
from known as k
cross join {{ ref('stg_run') }} as run
left join worded as w
    on k.subject_id = w.subject_id
left join {{ ref('region_districts') }} as r
    on k.region = r.region and {{ in_force('r', 'run.as_of_date') }}
