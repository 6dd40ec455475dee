"""Take a published figure apart: its value, its members in and out, each with file, sheet and row."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from orchestration.publish import OFFLINE

CITY = "全市"


class NothingToExplainError(Exception):
    """No such line, unit or release."""


@dataclass(frozen=True)
class Explanation:
    """A figure taken apart, ready to be printed line by line."""

    text: str
    values: list[str]
    reasons: list[str]
    members: list[str]


def explain(root: Path, indicator: str, unit: str | None, limit: int) -> Explanation:
    """Explain one line of the task table, for the city and every unit or for one unit.

    Raises:
        NothingToExplainError: nothing is published, or no such indicator or unit.
    """
    path = root / "published" / "restricted.duckdb"
    if not path.exists():
        raise NothingToExplainError("尚无发布 / nothing is published yet: siku refresh")
    with duckdb.connect(str(path), read_only=True, config=OFFLINE) as connection:
        return _explain(connection, indicator, unit, limit)


def _explain(
    connection: duckdb.DuckDBPyConnection, indicator: str, unit: str | None, limit: int
) -> Explanation:
    line = _rows(connection, "select standard, direction from indicators where indicator_id = ?", [indicator])
    if not line:
        known = _rows(connection, "select indicator_id from indicators order by all", [])
        listed = " ".join(row["indicator_id"] for row in known)
        raise NothingToExplainError(f"没有指标 / no indicator {indicator!r}; 有 / there are: {listed}")
    values = _rows(connection, VALUES, [indicator, unit, unit, CITY])
    if unit is not None and not values:
        raise NothingToExplainError(f"{indicator} 没有单位 / has no unit {unit!r}")
    reasons = _rows(connection, REASONS, [indicator, unit, unit])
    # what the department can do something about comes first: the wrong ones of a line that has to go down
    blamed = line[0]["direction"] == "down"
    members = _rows(connection, MEMBERS, [indicator, unit, unit, blamed, limit])
    return Explanation(
        line[0]["standard"],
        [_value(row) for row in values],
        [f"{_mark(row)} {row['reason'] or '':<32} {row['members']:>8,}" for row in reasons],
        [_member(row) for row in members],
    )


VALUES = """
    select unit, part, numerator, denominator, value, target_operator, target_value, target_basis, status,
        reason
    from indicator_values
    where indicator_id = ? and (?::varchar is null or unit = ?)
    order by unit <> ?, is_main desc, part nulls first, unit
"""
REASONS = """
    select in_denominator, in_numerator, reason, count(*) as members
    from indicator_members
    where indicator_id = ? and (?::varchar is null or unit = ?) and is_main
    group by all
    order by all desc
"""
MEMBERS = """
    select m.in_denominator, m.in_numerator, m.reason, m.unit, m.subject_id, m.record_id, b.source_uri,
        m.source_sheet, m.source_row
    from indicator_members as m
    left join feed_batches as b on m.feed_id = b.feed_id and m.batch_id = b.batch_id
    where m.indicator_id = ? and (?::varchar is null or m.unit = ?) and m.is_main
    order by m.in_denominator desc, m.in_numerator <> ?, b.source_uri, m.source_row
    limit ?
"""
STATUS_ZH = {"met": "达标", "not_met": "未达标", "trend": "看趋势", "verdict": "待评审", "unknown": "未知"}


def _value(row: dict[str, Any]) -> str:
    name = row["unit"] + (f"[{row['part']}]" if row["part"] else "")
    share = "–" if row["value"] is None else f"{row['value']:.4%}"
    counts = "" if row["denominator"] is None else f"{row['numerator']:,.0f} / {row['denominator']:,.0f}"
    goal = "" if row["target_value"] is None else f"{row['target_operator']} {float(row['target_value']):g}"
    words = [f"{counts:>17}", f"{share:>10}", f"目标 {goal}({row['target_basis']})" if goal else ""]
    return "  ".join([*words, STATUS_ZH[row["status"]], name, row["reason"] or ""]).rstrip()


def _mark(row: dict[str, Any]) -> str:
    if not row["in_denominator"]:
        return "不计 –"
    return "分子 ✓" if row["in_numerator"] else "分母 ·"


def _member(row: dict[str, Any]) -> str:
    sheet = f" 工作表 {row['source_sheet']}" if row["source_sheet"] else ""
    where = f"{row['source_uri']}{sheet} 第 {row['source_row']} 行" if row["source_uri"] else "无来文"
    subject = row["subject_id"] or row["record_id"] or ""
    return f"{_mark(row)} {row['reason'] or '':<24} {row['unit']}  {subject}  ← {where}"


def _rows(connection: duckdb.DuckDBPyConnection, sql: str, values: list[Any]) -> list[dict[str, Any]]:
    result = connection.execute(sql, values)
    names = [column[0] for column in result.description or []]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]
