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
    """A figure and its members. ``members`` rows: in/out, reason, subject, record, file, sheet, row."""

    text: str
    values: list[dict[str, Any]]
    reasons: list[dict[str, Any]]
    members: list[dict[str, Any]]


def explain(root: Path, indicator: str, unit: str | None, limit: int) -> Explanation:
    """Explain one line of the task table for one unit (default: the city).

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
    line = _rows(connection, "select standard from indicators where indicator_id = ?", [indicator])
    if not line:
        known = _rows(connection, "select indicator_id from indicators order by all", [])
        listed = " ".join(row["indicator_id"] for row in known)
        raise NothingToExplainError(f"没有指标 / no indicator {indicator!r}; 有 / there are: {listed}")
    values = _rows(
        connection,
        "select unit, part, numerator, denominator, value, target_operator, target_value, target_basis, status, "
        "reason from indicator_values where indicator_id = ? and (?::varchar is null or unit = ?) "
        "order by unit <> ?, is_main desc, part nulls first, unit",
        [indicator, unit, unit, CITY],
    )
    if unit is not None and not values:
        raise NothingToExplainError(f"{indicator} 没有单位 / has no unit {unit!r}")
    of_unit = "indicator_id = ? and (?::varchar is null or m.unit = ?)"
    reasons = _rows(
        connection,
        "select in_denominator, in_numerator, reason, count(*) as members from indicator_members as m "
        f"where {of_unit} group by all order by all desc",
        [indicator, unit, unit],
    )
    members = _rows(
        connection,
        "select m.in_denominator, m.in_numerator, m.reason, m.unit, m.subject_id, m.record_id, b.source_uri, "
        "m.source_sheet, m.source_row, m.batch_id from indicator_members as m "
        f"left join feed_batches as b using (batch_id) where {of_unit} "
        "order by m.in_numerator, m.in_denominator desc, b.source_uri, m.source_row limit ?",
        [indicator, unit, unit, limit],
    )
    return Explanation(line[0]["standard"], values, reasons, members)


def _rows(connection: duckdb.DuckDBPyConnection, sql: str, values: list[Any]) -> list[dict[str, Any]]:
    result = connection.execute(sql, values)
    names = [column[0] for column in result.description or []]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]
