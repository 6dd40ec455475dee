-- 公务员诚信档案: numbers of persons as weights, the newest count of each unit whatever name it signed with; an
-- older count added to it would count the same people twice. More files than servants is a mistake of
-- the count: shown, and counted in neither.
with counted as (
    select
        f.*,
        {{ unit_name('f.unit', 'n') }} as answering_unit,
        f.with_file <= f.servants as is_plausible
    from {{ ref('cur_civil_servant_files') }} as f
    {{ join_unit('f.unit', 'n') }}
    qualify
        row_number() over (
            partition by {{ unit_name('f.unit', 'n') }}
            order by f.counted_on desc, f.received_at desc, f.record_id asc
        ) = 1
)

{{ members(
    source='counted as c', unit='c.answering_unit', item="'with_file'", record='c.record_id', lineage='c', weight='c.with_file',
    denominator='c.is_plausible', numerator='c.is_plausible',
    reason="case when c.is_plausible then 'with_file' else 'more_files_than_servants' end"
) }}
union all
{{ members(
    source='counted as c', unit='c.answering_unit', item="'without_file'", record='c.record_id', lineage='c',
    weight='c.servants - c.with_file', numerator='false', reason="'without_file'", where='c.is_plausible'
) }}
