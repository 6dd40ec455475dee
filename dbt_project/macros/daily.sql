{#
    A day costs what is new in it (law 4 stays: the marts equal those of a rebuild). The big models keep their table
    and take in the batches that became visible since the last complete build; everything else is built anew.

    What that build knew is the table `built`. A build begins by taking it away and ends, when every model is built
    and every test passed, by writing it again; so a build that was broken off, a part of the models built by hand, a
    warehouse from elsewhere, all lead to a full build. `reason_for_full_build` names the other reasons. While a daily
    build runs the table is called `built_before`: that it is there is what makes the build a daily one.

    A model that keeps its table is `incremental` and either appends the rows of `join_fresh`, or gives up, before it
    appends, the keys that may have changed (`forget`) and computes these again from all their rows (`touched`).
    Nothing of the as-of date may stand in such a table: it changes every day. That belongs in a view over it.
#}

{# Whether this build only takes in what is new. #}
{% macro is_daily() -%}
    {%- set before = adapter.get_relation(target.database, target.schema, 'built_before') if execute -%}
    {{- return(execute and before is not none) -}}
{%- endmacro %}

{# Keeps, in a daily build, of rows with their batch and day of receipt those of the new batches. #}
{% macro join_fresh(rows) -%}
    {%- if is_daily() or not execute -%}
    inner join {{ ref('fresh_batches') }} as fresh
        on
            {{ rows }}.feed_id = fresh.feed_id
            and {{ rows }}.batch_id = fresh.batch_id
            -- files and row groups of other days need not be opened
            and {{ rows }}.received_on = fresh.received_on
    {%- endif -%}
{%- endmacro %}

{# A condition: in a daily build, only these keys. `keys`: model that lists them in a column of the name `name`. #}
{% macro touched(column, keys, name=none) -%}
    {%- if is_daily() or not execute -%}
    {{ column }} in (select t.{{ name or column.split('.')[-1] }} from {{ ref(keys) }} as t)
    {%- else -%}
    true
    {%- endif -%}
{%- endmacro %}

{# Before a daily append: give up the keys that are computed again. For `pre_hook` of an incremental model. #}
{% macro forget(column, keys) -%}
    {%- if is_daily() -%}
    delete from {{ this }} where {{ touched(column, keys) }}
    {%- endif -%}
{%- endmacro %}

{# The same for the newest versions of a standard, whose keys are those of its new rows. #}
{% macro touched_keys(standard, column='record_key') -%}
    {%- if is_daily() or not execute -%}
    {{ column }} in (
            select k.record_key from {{ ref('stg_' ~ standard) }} as k
            {{ join_fresh('k') }}
        )
    {%- else -%}
    true
    {%- endif -%}
{%- endmacro %}

{% macro forget_keys(standard) -%}
    {%- if is_daily() -%}
    delete from {{ this }} where {{ touched_keys(standard) }}
    {%- endif -%}
{%- endmacro %}

{# Models of the project by name of their materialization, or all. #}
{% macro _models(materialized=none) -%}
    {%- set found = [] -%}
    {%- for node in graph.nodes.values() if node.resource_type == 'model' -%}
        {%- if materialized is none or node.config.materialized == materialized -%}
            {%- do found.append(node) -%}
        {%- endif -%}
    {%- endfor -%}
    {{- return(found) -}}
{%- endmacro %}

{# What the warehouse holds: name to 'table' or 'view'. #}
{% macro _there() -%}
    {%- set found = {} -%}
    {%- for relation in list_relations_without_caching(api.Relation.create(target.database, target.schema)) -%}
        {%- do found.update({relation['name']: relation['type']}) -%}
    {%- endfor -%}
    {{- return(found) -}}
{%- endmacro %}

{# Drop what has the name of a model and is something else: a table cannot be replaced by a view. #}
{% macro _clear_the_way() -%}
    {%- set there = _there() -%}
    {%- for node in _models() if there.get(node.alias, 'none') != 'none' -%}
        {%- set kind = 'view' if node.config.materialized == 'view' else 'table' -%}
        {%- if there[node.alias] != kind -%}
            {%- do adapter.drop_relation(api.Relation.create(target.database, target.schema, node.alias, type=there[node.alias])) -%}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro %}

{% macro _built(name) -%}
    {{- return(api.Relation.create(target.database, target.schema, name, type='table')) -}}
{%- endmacro %}

{# The statement that drops a table, and what dbt remembers of it. Statements of a hook are run as they are returned. #}
{% macro _drop(name) -%}
    {%- set there = adapter.get_relation(target.database, target.schema, name) -%}
    {%- if there is not none -%}
        {%- do adapter.cache_dropped(there) -%}
        drop table {{ there }};
    {%- endif -%}
{%- endmacro %}

{# What a build knows: the day, what the figures are made by, and every batch visible on that day. #}
{% macro knowledge() -%}
    select
        r.as_of_date, r.known_on, r.code_version, r.catalogue_version,
        b.feed_id, b.batch_id, b.judged_by, b.received_at,
        -- a whole list that is delivered again speaks again: when it last was is part of its state
        b.state || coalesce(
            (
                select ' ' || cast(max(d.received_at) as string)
                from {{ landing_source('receipts') }} as d
                inner join {{ landing_source('feeds') }} as f
                    on d.feed_id = f.feed_id
                where
                    f.mode = 'full' and d.received_on <= r.as_of_date
                    and d.feed_id = b.feed_id and d.batch_id = b.batch_id
            ), ''
        ) as state
    from {{ landing_source('run') }} as r
    left join {{ landing_source('batches') }} as b
        on b.received_on <= r.as_of_date
{%- endmacro %}

{# Why nothing can be carried over from the last build; empty when it can. #}
{% macro reason_for_full_build() -%}
    {%- if flags.FULL_REFRESH -%}{{- return('asked for') -}}{%- endif -%}
    {%- for node in _models() if node.unique_id not in selected_resources -%}
        {{- return('not all models are built') -}}
    {%- endfor -%}
    {%- set there = _there() -%}
    {%- if 'built' not in there -%}{{- return('no complete build to start from') -}}{%- endif -%}
    {%- for node in _models('incremental') if node.alias not in there -%}
        {{- return(node.name ~ ' is missing') -}}
    {%- endfor -%}
    {#- of an earlier version the last build remembered other things, and cannot be asked -#}
    {%- set remembered = adapter.get_columns_in_relation(_built('built')) | map(attribute='name') | sort -%}
    {%- if remembered != get_columns_in_query(knowledge()) | sort -%}
        {{- return('the last build was made by another version') -}}
    {%- endif -%}
    {%- set found = run_query(_reasons(_built('built'))) -%}
    {{- return(found.columns[0].values()[0] if found | length else '') -}}
{%- endmacro %}

{% macro _reasons(built) -%}
    with told as ({{ knowledge() }}),
    fresh as (
        select t.feed_id from told as t
        where not exists (select 1 from {{ built }} as k where t.feed_id = k.feed_id and t.batch_id = k.batch_id)
    )
    select min(reason) from (
        select 'code or policy changed' as reason from told as t
        where exists (select 1 from {{ built }} as k where t.code_version is distinct from k.code_version)
        union all
        select 'catalogue changed' as reason from told as t
        where exists (select 1 from {{ built }} as k where t.catalogue_version is distinct from k.catalogue_version)
        union all
        select 'as-of date went back' as reason from told as t
        where exists (select 1 from {{ built }} as k where t.as_of_date < k.as_of_date)
        union all
        -- rows that were late come one by one, and not with their batch
        select 'more is known than the as-of date knew' as reason from told as t
        where exists (
            select 1 from {{ built }} as k
            where t.known_on > t.as_of_date or k.known_on is distinct from k.as_of_date
        )
        union all
        select 'a batch is gone or was judged anew' as reason from {{ built }} as k
        where
            k.batch_id is not null
            and not exists (
                select 1 from told as t
                where
                    k.feed_id = t.feed_id and k.batch_id = t.batch_id
                    and k.judged_by is not distinct from t.judged_by
                    and k.received_at = t.received_at and k.state = t.state
            )
        union all
        -- whom any record is about may change with the registers; a full list takes back what it sent before
        select 'a register was delivered, or all of a record standard' as reason
        from fresh as n
        inner join {{ landing_source('feeds') }} as f
            on n.feed_id = f.feed_id
        where f.standard_kind = 'register' or (f.standard_kind = 'record' and f.mode = 'full')
        {%- for table in _dated_seeds() %}
        union all
        select 'policy changed: {{ table }}' as reason
        from {{ table }} as p
        cross join (select distinct as_of_date from told) as t
        cross join (select distinct as_of_date from {{ built }}) as k
        where
            (p.valid_from > k.as_of_date and p.valid_from <= t.as_of_date)
            or (p.valid_to > k.as_of_date and p.valid_to <= t.as_of_date)
        {%- endfor %}
    ) as reasons
{%- endmacro %}

{# Seeds whose rows are in force from a day to a day, so that the calendar alone may change what they say. #}
{% macro _dated_seeds() -%}
    {%- set dated = run_query(
        "select table_name from information_schema.columns where table_schema = '" ~ target.schema
        ~ "' and column_name in ('valid_from', 'valid_to') group by table_name having count(*) = 2"
    ).columns[0].values() -%}
    {%- set found = [] -%}
    {%- for node in graph.nodes.values() if node.resource_type == 'seed' and node.alias in dated -%}
        {%- do found.append(_built(node.alias)) -%}
    {%- endfor -%}
    {{- return(found) -}}
{%- endmacro %}

{# Before a build: decide, clear what is not carried over, and take away what the last build knew. #}
{% macro begin_build() -%}
    {%- if execute and flags.WHICH in ('run', 'build', 'test') -%}
        {{ _drop('built_before') }}
        {%- if flags.WHICH != 'test' -%}
            {%- set reason = reason_for_full_build() -%}
            {%- if reason -%}
                {%- do log('全量构建 / full build: ' ~ reason, info=true) -%}
                {%- do _clear_the_way() -%}
            {%- else -%}
                {%- do log('只处理新批次 / only what is new is built', info=true) -%}
                create table {{ _built('built_before') }} as select * from {{ _built('built') }};
                {%- do adapter.cache_added(_built('built_before')) -%}
            {%- endif -%}
            {{ _drop('built') }}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}

{# After a build in which everything was built and nothing failed: write down what it knew. #}
{% macro end_build(results) -%}
    {%- if execute and flags.WHICH in ('run', 'build') -%}
        {{ _drop('built_before') }}
        {%- set good = [] -%}
        {%- set bad = [] -%}
        {%- for result in results -%}
            {%- do (good if result.status in ('success', 'pass', 'warn', 'no-op') else bad).append(result.node.unique_id) -%}
        {%- endfor -%}
        {%- set missing = _models() | map(attribute='unique_id') | reject('in', good) | list -%}
        {%- if bad or missing -%}
            {%- do log('未全部完成,下次全量 / not complete, the next build is a full one: ' ~ (bad + missing)[:5] | join(', '), info=true) -%}
        {%- else -%}
            create table {{ _built('built') }} as {{ knowledge() }};
            comment on table {{ _built('built') }} is '上次完整构建所知:数据日期、版本和可见的批次;不完整的构建没有此表';
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}
