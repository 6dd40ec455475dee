"""Staging: renames and casts, one model for the accepted and one for the held rows of a standard."""

from __future__ import annotations

from typing import Any

from ingest.batch_writer import EARLIER_KEY, IS_ADULT
from ingest.catalogue import ColumnType, Standard
from orchestration.generate.text import described, rendered, sql_file

SQL_TYPES: dict[ColumnType, str] = {"date": "date", "amount": "decimal(20, 4)", "integer": "bigint"}
LINEAGE = {
    "extra": "标准以外的列,原样保存(JSON)",
    "record_key": "记录的键:数据标准声明的键列",
    "row_state": "行的状态:accepted 接收、repaired 修正、question 存疑、rejected 退回、duplicate 重复",
    "source_sheet": "来源工作表;文本文件为空",
    "source_row": "来源行号,与文件中所见一致",
    "feed_id": "数据来源",
    "batch_id": "批次",
    "received_at": "接收时刻(UTC)",
    "received_on": "接收日(北京时间),一切期限由此起算",
}
# What the roles of `Standard.changes` say of a row, for the standards that declare them.
CHANGES = {
    "is_deleted": "是否收回:操作标识为删除，即本不该报送",
    "is_withdrawn": "是否撤下:收回，或状态为撤销",
    "is_disputed": "是否在异议中",
    "is_undated": "是否没有写明变更日",
    "said_on": "所述变更之日;没有写明的为接收日",
}
AGED = {IS_ADULT: "自然人当日是否已成年;证件号码看不出的为空"}
EARLIER = {EARLIER_KEY: "更正键值之前的键;没有更正的为空"}
# What is known is decided here and nowhere else: what arrived after the as-of date does not exist for any
# model that reads from staging, so none can forget it, but for rows that were late (orchestration.late_rows).
SELECT = """\
select
    [[ columns | join(',\\n    ') ]]
from {{ landing_source('[[ standard ]]', '[[ file ]]') }}
where received_on <= (select as_of_date from {{ landing_source('run') }})
[%- if late %] or {{ is_late() }}[% endif +%]
"""
KINDS = {
    "accepted": ("", "接收(含修正)的行"),
    "held": ("__held", "留置的行(存疑、退回、重复),值可能有误,不能换算的为空"),
}
QUESTIONS = {
    "feed_id": "数据来源",
    "batch_id": "批次",
    "received_on": "接收日(北京时间)",
    "source_sheet": "来源工作表",
    "source_row": "来源行号;为空指整个文件",
    "column": "所指的列",
    "rule_id": "规则编号",
    "rule_group": "规则类别",
    "severity": "程度:note 提示、repair 修正、question 存疑、reject 退回、stop 停止整个文件",
    "message_zh": "给报送部门的说明(中文)",
    "message_en": "说明(英文)",
    "raw_value": "原值,个人信息已遮盖",
    "state": "行的状态;整个文件为 file",
}


def model_sql(standard: Standard, file: str, suffix: str) -> str:
    """A standard's accepted or held rows, cast; what may be wrong becomes null rather than an error."""
    cast = "try_cast" if suffix else "cast"
    columns = [typed(column.name, column.type, cast) for column in standard.columns]
    listed = [*columns, *_change_columns(standard, cast), *_lineage(standard)]
    return sql_file(
        rendered(SELECT, columns=listed, standard=standard.name, file=file, late=standard.happened)
    )


def _lineage(standard: Standard) -> dict[str, str]:
    renamed = EARLIER if standard.changes and standard.changes.earlier else {}
    aged = AGED if standard.party and standard.party.of_age else {}
    return aged | renamed | LINEAGE


def _change_columns(standard: Standard, cast: str) -> list[str]:
    """What the roles of `Standard.changes` say of a row, in SQL."""
    changes = standard.changes
    if changes is None:
        return []
    deleted = _is_one_of(changes.operation, changes.deletes)
    said = f"{cast}({changes.changed_on} as date)" if changes.changed_on else "cast(null as date)"
    values = {
        "is_deleted": deleted,
        "is_withdrawn": f"{deleted} or {_is_one_of(changes.state, changes.withdrawn)}",
        "is_disputed": _is_one_of(changes.state, changes.disputed),
        "is_undated": f"{said} is null",
        "said_on": f"coalesce({said}, received_on)",
    }
    return [f"{values[name]} as {name}" for name in CHANGES]


def _is_one_of(column: str | None, values: list[str]) -> str:
    listed = ", ".join(f"'{value}'" for value in values)
    return f"coalesce({column} in ({listed}), false)" if column and values else "false"


def typed(name: str, kind: ColumnType, cast: str) -> str:
    """A column of text in the type of its standard."""
    if kind not in SQL_TYPES:
        return name
    value = f"{cast}({name} as {SQL_TYPES[kind]})"
    if kind == "amount":
        # DuckDB reads a decimal that fits eight bytes a hundred times as fast as a wider one
        value = f"coalesce(\n        try_cast({name} as decimal(18, 4)), {value}\n    )"
    return f"{value} as {name}"


def questions_sql(standards: list[Standard]) -> str:
    """The findings of all standards in one model."""
    listed = [_quoted(name) for name in QUESTIONS]
    selects = [
        rendered(SELECT, columns=listed, standard=s.name, file="questions", late=s.happened)
        for s in standards
    ]
    return sql_file(*selects)


def _quoted(name: str) -> str:
    """A reserved word is quoted the way the engine at hand does it."""
    return "{{ adapter.quote('column') }}" if name == "column" else name


def model_yml(standard: Standard, suffix: str, text: str) -> dict[str, Any]:
    """Name, description and columns of a standard's model; `text` says which of its rows these are."""
    how_sent = standard.changes.unlike_content if standard.changes else set()
    columns = [
        {
            "name": column.name,
            "description": column.description or column.title,
            "config": {
                "meta": {"origin": f"{standard.name}.{column.name}"}
                | ({"content": False} if column.name in how_sent else {})
            },
        }
        for column in standard.columns
    ]
    return {
        "name": f"stg_{standard.name}{suffix}",
        "description": f"{standard.title}:{text}。{standard.description}",
        "columns": [
            *columns,
            *described(CHANGES if standard.changes else {}),
            *described(_lineage(standard)),
        ],
    }


def questions_yml() -> dict[str, Any]:
    """The same for the findings."""
    columns = described(QUESTIONS)
    for column in columns:
        if column["name"] == "column":
            column["quote"] = True
    description = "全部检查结果:提示、修正、存疑、退回、停止,逐条一行"
    return {"name": "stg_questions", "description": description, "columns": columns}
