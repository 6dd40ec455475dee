-- Every word the current records and the register use where a list of words is meant.
select
    'enterprise_type' as vocabulary, translate(subject_type, '（）', '()') as word, register as standard,
    feed_id, batch_id, source_sheet, source_row
from {{ ref('register_rows') }}
where register = 'enterprise_registration'
{%- for column, used_by in vocabularies().items() %}
{%- for standard in used_by %}
union all
select
    '{{ column }}' as vocabulary, {{ column }} as word, '{{ standard }}' as standard,
    feed_id, batch_id, source_sheet, source_row
from {{ ref('cur_' ~ standard) }}
{%- endfor %}
{%- endfor %}
