"""The staging layer of the warehouse, written from the catalogue (``python -m orchestration.generate``).

Staging renames and casts, one model for the accepted and one for the held rows of each standard, so nothing
in it is anybody's decision: a column added to a standard is added here by the next run, never by hand.
Needs no Dagster.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

import yaml

from ingest.catalogue import HERE, Catalogue, ColumnType, Standard, load_catalogue

STAGING = Path(__file__).resolve().parent.parent / "dbt_project" / "models" / "staging"
NOTICE = "generated from ingest/standards, do not edit: make generate"
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
# The as-of date is applied here and nowhere else: what arrived later does not exist for any model that reads
# from staging, so none can forget it.
SELECT = """\
select
    LISTED
from {{ landing_source('STANDARD', 'FILE') }}
where received_on <= (select as_of_date from {{ landing_source('run') }})
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


def staging_files(catalogue: Catalogue) -> dict[str, str]:
    """File name below ``models/staging`` → its text, for everything that is generated."""
    standards = [standard for _, standard in sorted(catalogue.standards.items())]
    files = {
        f"stg_{standard.name}{suffix}.sql": _model_sql(standard, file, suffix)
        for standard in standards
        for file, (suffix, _) in KINDS.items()
    }
    files["stg_questions.sql"] = _questions_sql(standards)
    models = [_model_yml(s, suffix, text) for s in standards for suffix, text in KINDS.values()]
    files["_staging__models.yml"] = _yml({"version": 2, "models": [*models, _questions_yml()]})
    files["_staging__sources.yml"] = _yml({"version": 2, "sources": [_source_yml(standards)]})
    return files


def _model_sql(standard: Standard, file: str, suffix: str) -> str:
    cast = "try_cast" if suffix else "cast"
    columns = []
    for column in standard.columns:
        sql_type = SQL_TYPES.get(column.type)
        columns.append(f"{cast}({column.name} as {sql_type}) as {column.name}" if sql_type else column.name)
    listed = ",\n    ".join([*columns, *LINEAGE])
    return f"-- {NOTICE}\n" + _select(listed, standard.name, file)


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
    columns = [
        {
            "name": column.name,
            "description": column.description or column.title,
            "config": {"meta": {"origin": f"{standard.name}.{column.name}"}},
        }
        for column in standard.columns
    ]
    return {
        "name": f"stg_{standard.name}{suffix}",
        "description": f"{standard.title}:{text}。{standard.description}",
        "columns": [*columns, *_described(LINEAGE)],
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


def _source_yml(standards: list[Standard]) -> dict[str, Any]:
    index = {
        "batches": "批次:每次交付一行,行数按状态分列",
        "feeds": "数据来源:谁、按什么标准、多久报送一次",
        "run": "本次运行:数据日期、运行编号、代码版本,恰好一行",
    }
    tables = [{"name": s.name, "description": f"{s.title}:{s.description}"} for s in standards]
    return {
        "name": "landing",
        "description": "入库区:逐批保存的原始字节和检查结果(Parquet)",
        "tables": [*tables, *_described(index)],
    }


def _yml(content: dict[str, Any]) -> str:
    return f"# {NOTICE}\n" + yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=110)


def drift(files: dict[str, str], folder: Path = STAGING) -> list[str]:
    """Names of files that are missing, differ, or are generated and no longer asked for."""
    stale = [
        p.name for p in folder.glob("*") if NOTICE in p.read_text(encoding="utf-8") and p.name not in files
    ]
    wrong = [
        name
        for name, text in files.items()
        if not (folder / name).exists() or (folder / name).read_text(encoding="utf-8") != text
    ]
    return sorted(stale + wrong)


def write(files: dict[str, str], folder: Path = STAGING) -> list[str]:
    """Bring the folder up to date; returns the names of files written or removed."""
    changed = drift(files, folder)
    for name in changed:
        if name in files:
            (folder / name).write_text(files[name], encoding="utf-8")
        else:
            (folder / name).unlink()
    return changed


def main(arguments: list[str] | None = None) -> int:
    """Write the staging layer; with ``--check`` only say (exit code 1) whether it is out of date."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--check", action="store_true", help="change nothing, fail if out of date")
    check: bool = parser.parse_args(arguments).check
    # The built-in standards only: the models are part of the project, an extra catalogue brings feeds.
    files = staging_files(load_catalogue([HERE]))
    changed = drift(files) if check else write(files)
    for name in changed:
        sys.stdout.write(f"{name}\n")
    return 1 if check and changed else 0


if __name__ == "__main__":
    sys.exit(main())
