-- Every word that some seed knows, by the list it belongs to.
select 'enterprise_type' as vocabulary, name as word from {{ ref('enterprise_types') }}
union
select 'unit' as vocabulary, unit as word from {{ ref('units') }}
union
select 'unit' as vocabulary, name as word from {{ ref('unit_names') }}
union
-- halls, counties and other named items send in their own name
select 'unit' as vocabulary, unit as word from {{ ref('indicator_items') }} where unit is not null
union
select 'field' as vocabulary, field as word from {{ ref('item_fields') }}
union
select 'list_type' as vocabulary, list_type as word from {{ ref('list_types') }}
union
select item_group as vocabulary, item as word
from {{ ref('indicator_items') }} where item_group in ('field', 'memorandum')
union
select item_group as vocabulary, title as word
from {{ ref('indicator_items') }} where item_group in ('field', 'memorandum')
