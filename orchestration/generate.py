"""What of the warehouse follows from the catalogue alone (``python -m orchestration.generate``).

* ``models/staging``: renames and casts, one model for the accepted and one for the held rows of a standard;
* ``models/current``: what each record says today, with its subject: one row a record;
* ``docs/files.md``: its list of rules;
* ``macros/catalogue.sql``: standards, parties, registers, populations, for models that go over all.

Nothing in it is anybody's decision: a column added to a standard is added here by the next run, never by
hand. Needs no Dagster.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path
from typing import Any

import yaml

from ingest.batch_writer import EARLIER_KEY
from ingest.catalogue import HERE, Catalogue, ColumnType, Standard, load_catalogue
from orchestration.editions import frozen_declarations
from orchestration.rules_page import bring_up_to_date

DBT = Path(__file__).resolve().parent.parent / "dbt_project"
# columns whose values are somebody's list of words, kept as seeds; what is in no seed is shown
VOCABULARIES = ("unit", "field", "list_type", "memorandum")
GENERATED = ("models/staging", "models/current", "macros")  # folders that hold generated files
CATALOGUE = "macros/catalogue.sql"
NOTICE = "generated from ingest/standards, do not edit: make generate"
SQL_TYPES: dict[ColumnType, str] = {"date": "date", "amount": "decimal(20, 4)", "integer": "bigint"}
NO_SUBJECT = "cast(null as string) as subject_id,\n    cast(null as string) as matched_by"
_PLACES = ("source_sheet", "source_row", "feed_id", "batch_id", "received_at", "received_on")
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
EARLIER = {EARLIER_KEY: "更正键值之前的键;没有更正的为空"}
# The as-of date is applied here and nowhere else: what arrived later does not exist for any model that reads
# from staging, so none can forget it.
SELECT = """\
select
    LISTED
from {{ landing_source('STANDARD', 'FILE') }}
where received_on <= (select as_of_date from {{ landing_source('run') }})
"""
# The newest accepted version of each record among the batches that count today; the first day it was known.
# Of a standard whose records can be taken back, what was taken back says nothing today.
CURRENT = """\
select
    LISTED,
    md5('STANDARD|' || v.record_key) as record_id,
    v.first_known_on,
    SUBJECT
from (
VERSIONS
) as v
"""
VERSIONS = """\
    select
        s.*,
        min(s.received_on) over (partition by s.record_key) as first_known_on,
        row_number() over (
            partition by s.record_key
            order by {{ version_order('s', newest_first=true) }}
        ) as versions_back
    from {{ ref('stg_STANDARD') }} as s
    inner join {{ ref('live_batches') }} as b
        on s.feed_id = b.feed_id and s.batch_id = b.batch_id
    where TOUCHED"""
PLACED_VERSIONS = """\
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
            from {{ ref('stg_STANDARD') }} as s
            inner join {{ ref('live_batches') }} as b
                on s.feed_id = b.feed_id and s.batch_id = b.batch_id
            where TOUCHED
        ) as p
    ) as q"""
CURRENT_LINK = """\
left join {{ ref('record_links') }} as l
    on
        l.standard = 'STANDARD'
        and v.feed_id = l.feed_id
        and v.batch_id = l.batch_id
        and v.source_sheet is not distinct from l.source_sheet
        and v.source_row = l.source_row
"""
# In a daily build only the keys of the new rows are computed again (macros/daily.sql).
TOUCHED = "{{ touched_keys('STANDARD', 's.record_key') }}"
KEPT = {"materialized": "incremental", "pre_hook": "{{ forget_keys('STANDARD') }}"}
CURRENT_COLUMNS = {
    "record_id": "记录编号",
    "first_known_on": "首次接收日(北京时间);更正不改变它",
    "subject_id": "主体编号;未关联到主体的为空",
    "matched_by": "凭何关联到主体;未关联的为空",
}
KINDS = {
    "accepted": ("", "接收(含修正)的行"),
    "held": ("__held", "留置的行(存疑、退回、重复),值可能有误,不能换算的为空"),
}
FROZEN_ROWS = "已发布各期所存的行:"
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


def generated_files(catalogue: Catalogue) -> dict[str, str]:
    """Path below ``dbt_project`` → its text, for everything that is generated."""
    standards = [standard for _, standard in sorted(catalogue.standards.items())]
    files = {
        f"models/staging/stg_{standard.name}{suffix}.sql": _model_sql(standard, file, suffix)
        for standard in standards
        for file, (suffix, _) in KINDS.items()
    }
    files["models/staging/stg_questions.sql"] = _questions_sql(standards)
    models = [_model_yml(s, suffix, text) for s in standards for suffix, text in KINDS.values()]
    files["models/staging/_staging__models.yml"] = _yml({"version": 2, "models": [*models, _questions_yml()]})
    files["models/staging/_staging__sources.yml"] = _yml({"version": 2, "sources": [_source_yml(standards)]})
    current = [standard for standard in standards if _is_current(standard)]
    files |= {f"models/current/cur_{s.name}.sql": _current_sql(s) for s in current}
    files["models/current/_current__models.yml"] = _yml(
        {"version": 2, "models": [_current_yml(s) for s in current]}
    )
    frozen = frozen_declarations()
    files |= {f"models/staging/stg_{name}.sql": _frozen_sql(model) for name, model in frozen.items()}
    files["models/staging/_frozen__models.yml"] = _yml(
        {"version": 2, "models": [_frozen_yml(model) for model in frozen.values()]}
    )
    files[CATALOGUE] = _catalogue_sql(standards)
    return files


def _is_current(standard: Standard) -> bool:
    """Registers keep their own history (subjects), decisions theirs (records)."""
    return standard.kind in ("list", "record")


def _current_sql(standard: Standard) -> str:
    own = [column.name for column in standard.columns]
    lineage = [*(["is_disputed"] if standard.changes else []), "record_key", "row_state", *_PLACES]
    listed = ",\n    ".join(f"v.{name}" for name in [*own, *lineage])
    subject = "l.subject_id,\n    l.matched_by" if standard.party else NO_SUBJECT
    stands = "v.versions_back = 1" + (" and not v.is_withdrawn" if standard.changes else "")
    text = CURRENT.replace("VERSIONS", PLACED_VERSIONS if standard.changes else VERSIONS)
    text += (CURRENT_LINK if standard.party else "") + f"where {stands}\n"
    text = re.sub(r"\n *where TOUCHED", r"\g<0>" if _keeps_table(standard) else "", text)
    text = (
        text.replace("TOUCHED", TOUCHED)
        .replace("LISTED", listed)
        .replace("SUBJECT", subject)
        .replace("STANDARD", standard.name)
    )
    return f"-- {NOTICE}\n" + text


def _keeps_table(standard: Standard) -> bool:
    """Whether a day adds to what is current: records grow without end, lists are small and sent whole."""
    return standard.kind == "record"


def _current_yml(standard: Standard) -> dict[str, Any]:
    model = _model_yml(standard, "", "每条记录的现行版本")
    lineage = {name: text for name, text in LINEAGE.items() if name != "extra"}
    if standard.changes:
        lineage = {"is_disputed": CHANGES["is_disputed"]} | lineage
    columns = model["columns"][: len(standard.columns)]
    for column in columns:
        column.pop("config")
    kept = {name: text.replace("STANDARD", standard.name) for name, text in KEPT.items()}
    unique = {"unique": {"name": f"grain_of_cur_{standard.name}"}}
    described = [
        column | ({"data_tests": [unique]} if column["name"] == "record_id" else {})
        for column in _described(CURRENT_COLUMNS)
    ]
    return model | {
        "name": f"cur_{standard.name}",
        **({"config": kept} if _keeps_table(standard) else {}),
        "columns": columns + _described(lineage) + described,
    }


def _catalogue_sql(standards: list[Standard]) -> str:
    """Macros that return what the models go over; written as Jinja literals."""
    parties = {s.name: _party(s) for s in standards if s.party}
    registers = [
        {"standard": s.name} | s.columns_of_register.model_dump() for s in standards if s.columns_of_register
    ]
    macros: dict[str, object] = {
        "standards": [s.name for s in standards],
        "parties": parties,
        "registers": registers,
        "populations": populations(),
        "vocabularies": {
            name: [s.name for s in standards if _is_current(s) and name in s.by_name] for name in VOCABULARIES
        },
    }
    return f"{{# {NOTICE} #}}\n" + "".join(
        f"{{% macro {name}() -%}}\n    {{{{- return({_literal(value)}) -}}}}\n{{%- endmacro %}}\n"
        for name, value in macros.items()
    )


def populations() -> dict[str, str]:
    """The population model of every line that has one, by the line."""
    names = sorted(path.stem for path in (DBT / "models" / "populations").rglob("pop_*.sql"))
    return {name.removeprefix("pop_").replace("_", "-").upper(): name for name in names}


def _literal(value: object) -> str:
    """A Jinja literal, an entry a line."""
    if isinstance(value, dict):
        return _bracketed("{", [f"{key!r}: {item!r}" for key, item in value.items()], "}")
    if isinstance(value, list):
        return _bracketed("[", [repr(item) for item in value], "]")
    return repr(value)


def _bracketed(left: str, entries: list[str], right: str) -> str:
    return left + "\n        " + ",\n        ".join(entries) + ",\n    " + right


def _party(standard: Standard) -> dict[str, str]:
    """Column by part of a party; ``person_if`` as a condition."""
    party = standard.party
    if party is None:
        return {}
    parts = party.model_dump(exclude_none=True, exclude={"person_if", "second_attribute"})
    if party.person_if:
        allowed = ", ".join(f"'{value}'" for value in party.person_if.values)
        parts["person_if"] = f"{party.person_if.column} in ({allowed})"
    if party.second_attribute:
        parts["second_attribute"] = party.second_attribute.column
        parts["second_kind"] = party.second_attribute.against
    return parts


def _model_sql(standard: Standard, file: str, suffix: str) -> str:
    cast = "try_cast" if suffix else "cast"
    columns = [_typed(column.name, column.type, cast) for column in standard.columns]
    listed = ",\n    ".join([*columns, *_change_columns(standard, cast), *_lineage(standard)])
    return f"-- {NOTICE}\n" + _select(listed, standard.name, file)


def _lineage(standard: Standard) -> dict[str, str]:
    renamed = EARLIER if standard.changes and standard.changes.earlier else {}
    return renamed | LINEAGE


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


def _typed(name: str, kind: ColumnType, cast: str) -> str:
    if kind not in SQL_TYPES:
        return name
    value = f"{cast}({name} as {SQL_TYPES[kind]})"
    if kind == "amount":
        # DuckDB reads a decimal that fits eight bytes a hundred times as fast as a wider one
        value = f"coalesce(\n        try_cast({name} as decimal(18, 4)), {value}\n    )"
    return f"{value} as {name}"


def _questions_sql(standards: list[Standard]) -> str:
    listed = ",\n    ".join(_quoted(name) for name in QUESTIONS)
    selects = [_select(listed, standard.name, "questions") for standard in standards]
    return f"-- {NOTICE}\n" + "union all\n".join(selects)


def _select(listed: str, standard: str, file: str) -> str:
    return SELECT.replace("LISTED", listed).replace("STANDARD", standard).replace("FILE", file)


def _quoted(name: str) -> str:
    """A reserved word is quoted the way the engine at hand does it."""
    return "{{ adapter.quote('column') }}" if name == "column" else name


def _model_yml(standard: Standard, suffix: str, text: str) -> dict[str, Any]:
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
            *_described(CHANGES if standard.changes else {}),
            *_described(_lineage(standard)),
        ],
    }


def _questions_yml() -> dict[str, Any]:
    columns = _described(QUESTIONS)
    for column in columns:
        if column["name"] == "column":
            column["quote"] = True
    description = "全部检查结果:提示、修正、存疑、退回、停止,逐条一行"
    return {"name": "stg_questions", "description": description, "columns": columns}


def _described(columns: dict[str, str]) -> list[dict[str, Any]]:
    return [{"name": name, "description": text} for name, text in columns.items()]


def _frozen_sql(model: dict[str, Any]) -> str:
    """Rows of a frozen mart as its editions hold them; what is of a later day does not exist today."""
    listed = ",\n    ".join(column["name"] for column in model["columns"])
    text = f"select\n    {listed}\nfrom {{{{ landing_source('{model['name']}') }}}}\n"
    until = "where as_of_date <= (select as_of_date from {{ landing_source('run') }})\n"
    return f"-- {NOTICE}\n" + text + until


def _frozen_yml(model: dict[str, Any]) -> dict[str, Any]:
    columns = {column["name"]: column["description"] for column in model["columns"]}
    return {
        "name": f"stg_{model['name']}",
        "description": FROZEN_ROWS + model["description"],
        "columns": _described(columns),
    }


def _source_yml(standards: list[Standard]) -> dict[str, Any]:
    index = {
        "batches": "批次:每次交付一行,行数按状态分列",
        "receipts": "收到:每次交付一行，同一字节再次送到的也在内",
        "feeds": "数据来源:谁、按什么标准、多久报送一次",
        "run": "本次运行:数据日期、运行编号、代码版本,恰好一行",
        "feed_fields": "来源与所属领域的对应",
        "answers": "退件的往返:每个被退回后又报回的行,是否已改正接收",
        "editions": "各数据日期已发布的期次和本次运行将发布的一期",
        **{name: FROZEN_ROWS + model["description"] for name, model in frozen_declarations().items()},
    }
    tables = [{"name": s.name, "description": f"{s.title}:{s.description}"} for s in standards]
    return {
        "name": "landing",
        "description": "入库区:逐批保存的原始字节和检查结果(Parquet)",
        "tables": [*tables, *_described(index)],
    }


def _yml(content: dict[str, Any]) -> str:
    return f"# {NOTICE}\n" + yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=110)


def drift(files: dict[str, str], folder: Path = DBT) -> list[str]:
    """Paths of files that are missing, differ, or are generated and no longer asked for."""
    here = [path for part in GENERATED for path in (folder / part).glob("*") if path.is_file()]
    generated = {str(p.relative_to(folder)) for p in here if NOTICE in p.read_text(encoding="utf-8")}
    wrong = [
        name
        for name, text in files.items()
        if not (folder / name).exists() or (folder / name).read_text(encoding="utf-8") != text
    ]
    return sorted([*(generated - set(files)), *wrong])


def write(files: dict[str, str], folder: Path = DBT) -> list[str]:
    """Bring the folder up to date; returns the paths of files written or removed."""
    changed = drift(files, folder)
    for name in changed:
        if name in files:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(files[name], encoding="utf-8")
        else:
            (folder / name).unlink()
    return changed


def main(arguments: list[str] | None = None) -> int:
    """Write what is generated; with ``--check`` only say (exit code 1) whether it is out of date."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--check", action="store_true", help="change nothing, fail if out of date")
    check: bool = parser.parse_args(arguments).check
    # The built-in standards only: the models are part of the project, an extra catalogue brings feeds.
    files = generated_files(load_catalogue([HERE]))
    changed = drift(files) if check else write(files)
    changed += bring_up_to_date(check=check)
    for name in changed:
        sys.stdout.write(f"{name}\n")
    return 1 if check and changed else 0


if __name__ == "__main__":
    sys.exit(main())
