"""What each record says today, with its subject: one row a record."""

from __future__ import annotations

from typing import Any

from ingest.catalogue import Standard
from orchestration.generate.staging import CHANGES, LINEAGE, model_yml
from orchestration.generate.text import described, rendered, sql_file

_PLACES = ("source_sheet", "source_row", "feed_id", "batch_id", "received_at", "received_on")
# The newest accepted version of each record among the batches that count today; the first day it was known.
# Of a standard whose records can be taken back, what was taken back says nothing today. In a daily build only
# the keys of the new rows are computed again (macros/daily.sql).
CURRENT = """\
select
    v.[[ columns | join(',\\n    v.') ]],
    md5('[[ name ]]|' || v.record_key) as record_id,
    v.first_known_on,
[% if party %]
    l.subject_id,
    l.matched_by
[% else %]
    cast(null as string) as subject_id,
    cast(null as string) as matched_by
[% endif %]
from (
[% if changes %]
    select
        q.*,
        min(case when not q.is_deleted then q.received_on end)
            over (partition by q.record_key) as first_known_on,
        row_number() over (
            partition by q.record_key order by q.version_place desc, q.place desc
        ) as versions_back
    from (
        select p.*, {{ version_place('p', 'p.record_key') }} as version_place
        from (
            select
                s.*,
                row_number() over (
                    partition by s.record_key order by {{ version_order('s', said_on='s.said_on') }}
                ) as place
            from {{ ref('stg_[[ name ]]') }} as s
            inner join {{ ref('live_batches') }} as b
                on s.feed_id = b.feed_id and s.batch_id = b.batch_id
[% if keeps_table %]
            where {{ touched_keys('[[ name ]]', 's.record_key') }}
[% endif %]
        ) as p
    ) as q
[% else %]
    select
        s.*,
        min(s.received_on) over (partition by s.record_key) as first_known_on,
        row_number() over (
            partition by s.record_key
            order by {{ version_order('s', newest_first=true) }}
        ) as versions_back
    from {{ ref('stg_[[ name ]]') }} as s
    inner join {{ ref('live_batches') }} as b
        on s.feed_id = b.feed_id and s.batch_id = b.batch_id
[% if keeps_table %]
    where {{ touched_keys('[[ name ]]', 's.record_key') }}
[% endif %]
[% endif %]
) as v
[% if party %]
left join {{ ref('record_links') }} as l
    on
        l.standard = '[[ name ]]'
        and v.feed_id = l.feed_id
        and v.batch_id = l.batch_id
        and v.source_sheet is not distinct from l.source_sheet
        and v.source_row = l.source_row
[% endif %]
where v.versions_back = 1[% if changes %] and not v.is_withdrawn[% endif +%]
"""
CURRENT_COLUMNS = {
    "record_id": "记录编号",
    "first_known_on": "首次接收日(北京时间);更正不改变它",
    "subject_id": "主体编号;未关联到主体的为空",
    "matched_by": "凭何关联到主体;未关联的为空",
}


def is_current(standard: Standard) -> bool:
    """Registers keep their own history (subjects), decisions theirs (records)."""
    return standard.kind in ("list", "record")


def current_sql(standard: Standard) -> str:
    """The current rows of a standard."""
    disputed = ["is_disputed"] if standard.changes else []
    columns = [*(column.name for column in standard.columns), *disputed, "record_key", "row_state", *_PLACES]
    return sql_file(
        rendered(
            CURRENT,
            name=standard.name,
            columns=columns,
            party=standard.party,
            changes=standard.changes,
            keeps_table=_keeps_table(standard),
        )
    )


def _keeps_table(standard: Standard) -> bool:
    """Whether a day adds to what is current: records grow without end, lists are small and sent whole."""
    return standard.kind == "record"


def current_yml(standard: Standard) -> dict[str, Any]:
    """Its name, description, columns and grain."""
    model = model_yml(standard, "", "每条记录的现行版本")
    lineage = {name: text for name, text in LINEAGE.items() if name != "extra"}
    if standard.changes:
        lineage = {"is_disputed": CHANGES["is_disputed"]} | lineage
    columns = model["columns"][: len(standard.columns)]
    for column in columns:
        column.pop("config")
    kept = {"materialized": "incremental", "pre_hook": f"{{{{ forget_keys('{standard.name}') }}}}"}
    unique = {"unique": {"name": f"grain_of_cur_{standard.name}"}}
    own = [
        column | ({"data_tests": [unique]} if column["name"] == "record_id" else {})
        for column in described(CURRENT_COLUMNS)
    ]
    return model | {
        "name": f"cur_{standard.name}",
        **({"config": kept} if _keeps_table(standard) else {}),
        "columns": columns + described(lineage) + own,
    }
