-- Every row of every register delivery, held ones too: a held row is no record, but it proves the key was
-- sent.
with delivered as (
    {%- for register in registers() %}
    {%- set is_last_register = loop.last %}
    {%- set words = "concat_ws(' ', " ~ register.located | join(", ") ~ ")" %}
    {%- set located = words if register.located else "cast(null as string)" %}
    {%- for is_held in [false, true] %}
    select
        '{{ register.standard }}' as register,
        feed_id, batch_id, source_sheet, source_row, received_at, row_state,
        name, uscc, {{ register.old_number }} as old_number, {{ register.type }} as subject_type,
        {{ register.head }} as legal_representative,
        registered_on, status,
        {{ located }} as located,
        {{ "cast(null as string)" if is_held else content_hash(register.standard) }} as content_hash
    from {{ ref('stg_' ~ register.standard ~ ('__held' if is_held else '')) }}
    where row_state <> 'duplicate'
    {{ "union all" if not (is_held and is_last_register) }}
    {%- endfor %}
    {%- endfor %}
)

select
    register,
    feed_id, batch_id, source_sheet, source_row, received_at, row_state,
    row_state in ('accepted', 'repaired') as is_accepted,
    coalesce(uscc, 'reg-' || old_number) as subject_id,
    name, uscc, old_number, subject_type, legal_representative, registered_on, status, located,
    coalesce(status, '存续') = '存续' as is_in_operation,
    content_hash
from delivered
