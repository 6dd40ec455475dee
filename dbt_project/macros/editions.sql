{#
    The history of a mart: the rows its editions froze, and those that this run publishes because they are new
    or differ from the newest edition of the same day. The whole body of a frozen mart `x_history`, whose yml
    says `meta: {frozen: true}` and declares: as_of_date, kind, edition, known_on (what was received by that day is
    in it), published_on, run_id, cause (empty: first published), is_withdrawn (the row was published and is no more), the keys, the figures. `make generate`
    makes stg_x_history from it; publication freezes the open edition's rows.

    current: relation of today's rows. frozen: relation stg_x_history. keys: columns that name a row. figures:
    columns that make an edition new.
    daily: which rows (alias c) an ordinary day keeps; a month end keeps all. Default: none.
    causes: relation with the cause of each indicator_id, where it is known; else the edition's is the row's.
#}
{% macro history_of(current, frozen, keys, figures, daily='false', causes=none) -%}
{%- set columns = keys + figures -%}
with frozen as (
    select
        as_of_date, kind, edition, coalesce(known_on, as_of_date) as known_on, published_on, run_id, cause,
        is_withdrawn,
        {{ columns | join(', ') }}
    from {{ frozen }}
),

open_edition as (select * from {{ ref('open_edition') }}),

published as (
    select {% for column in columns %}c.{{ column }}, {% endfor %}true as is_there
    from {{ current }} as c
    cross join open_edition as o
    where o.keeps = 'all' or ({{ daily }})
),

newest as (
    select {% for column in columns %}f.{{ column }}, {% endfor %}not f.is_withdrawn as is_there
    from frozen as f
    inner join open_edition as o
        on f.as_of_date = o.as_of_date
    qualify
        row_number() over (
            partition by {% for key in keys %}f.{{ key }}{{ ', ' if not loop.last }}{% endfor %}
            order by f.edition desc
        ) = 1
),

restated as (
    select
        {% for key in keys %}case when c.is_there then c.{{ key }} else n.{{ key }} end as {{ key }}, {% endfor %}
        {% for figure in figures %}c.{{ figure }}, {% endfor %}
        c.is_there is null as is_withdrawn
    from published as c
    full outer join newest as n
        on {% for key in keys %}c.{{ key }} is not distinct from n.{{ key }}{{ ' and ' if not loop.last }}{% endfor %}
    where
        coalesce(c.is_there, false) <> coalesce(n.is_there, false)
        or (
            c.is_there
            and ({% for figure in figures %}
                c.{{ figure }} is distinct from n.{{ figure }}{{ ' or' if not loop.last }}
            {%- endfor %}
            )
        )
)

select
    as_of_date, kind, edition, known_on, published_on, run_id, cause, is_withdrawn,
    {{ columns | join(', ') }}
from frozen
union all
select
    o.as_of_date, o.kind, o.edition, o.known_on, o.published_on, o.run_id,
    {{ 'coalesce(x.cause, o.cause) as cause' if causes else 'o.cause' }}, r.is_withdrawn,
    {% for column in columns %}r.{{ column }}{{ ', ' if not loop.last }}{% endfor %}
from restated as r
cross join open_edition as o
{%- if causes %}
left join {{ causes }} as x
    on r.indicator_id = x.indicator_id
{%- endif %}
{%- endmacro %}
