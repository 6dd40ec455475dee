-- Names of subjects with what may stand beside them, for rows that carry no number. When each was so is the
-- register's word: a name is compared with what held on the record's day or became known later.
with kinds as (
    select 'legal_representative' as kind
    union all
    select 'old_number' as kind
)

select distinct
    {{ normal_name('v.name') }} as name,
    a.kind as second_kind,
    {{ normal_name("case a.kind when 'old_number' then v.old_number else v.legal_representative end") }}
        as second_attribute,
    coalesce(c.new_key, v.subject_id) as subject_id,
    v.registered_on, v.valid_from, v.valid_to
from {{ ref('subject_versions') }} as v
cross join kinds as a
left join {{ ref('subject_crosswalk') }} as c
    on v.register = c.register and v.feed_id = c.feed_id and v.subject_id = c.old_key
where case a.kind when 'old_number' then v.old_number else v.legal_representative end is not null
