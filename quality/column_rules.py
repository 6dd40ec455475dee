"""Which rules a column can break: found by judging the values of the rule vectors as the column declares.

Nothing lists types against rules: the vectors (``vectors/*.yml``) hold values that break every rule, and the
check that will judge the column says which of them it finds.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import yaml

from quality.rules import RULES
from quality.values import check_column

FOLDER = Path(__file__).parent / "vectors"
# What decides which rules a column can break; how long its texts may be decides only whether one can.
ASKED = ("type", "codes", "other_prefix", "separator", "unit", "open_end", "not_after_receipt")
_FOUND: dict[str, dict[str, str]] = {}


def rules_of(column: Any) -> dict[str, str]:  # noqa: ANN401 - a column, whose type is a literal
    """Rule ids a cell of the column can break, in the registry's order, each with a value that does.

    Args:
        column: an object with the attributes of `quality.contract.ColumnSpec`.

    The value is empty for ``REQUIRED`` and for ``TEXT-LENGTH``. Values are judged as cells of a workbook.
    """
    asked = [getattr(column, name) for name in ASKED]
    key = repr([*asked, column.max_length is None])
    if key not in _FOUND:
        _FOUND[key] = _found(column)
    found = _FOUND[key] | ({"REQUIRED": ""} if column.required or column.required_if is not None else {})
    return {rule_id: found[rule_id] for rule_id in RULES if rule_id in found}


def _found(column: Any) -> dict[str, str]:  # noqa: ANN401
    values = list(_values(column.type))
    if column.max_length is not None:
        values.append("字" * (column.max_length + 1))
    series = pl.Series(values, dtype=pl.String)
    checked = check_column(column, series, received_on=_day(column.type), serials=True)
    found: dict[str, str] = {}
    for value, *ids in zip(values, checked.rule, checked.repaired, checked.notes, strict=True):
        for rule_id in ",".join(filter(None, ids)).split(","):
            found.setdefault(rule_id, "" if rule_id == "TEXT-LENGTH" else value)
    found.pop("", None)
    return found


@cache
def examples(column_type: str, unit: str | None = None) -> tuple[str, ...]:
    """Values of a type that are taken as they stand, in the vectors' order; of amounts those of a unit."""
    files = [file for file in _files(column_type) if file.get("options", {}).get("unit") == unit]
    valid = [value for file in files for value in file.get("valid", [])]
    taken = [value for file in files for rule in file.get("rules", {}).values() for value in rule["accept"]]
    return tuple(dict.fromkeys([*valid, *taken]))


@cache
def _files(column_type: str) -> tuple[dict[str, Any], ...]:
    files = (yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.yml")))
    return tuple(file for file in files if file["type"] == column_type)


@cache
def _values(column_type: str) -> tuple[str, ...]:
    """Every value of the vectors of a type, those that are listed as breaking a rule first."""
    files = _files(column_type)
    rules = [rule for file in files for rule in file.get("rules", {}).values()]
    listed = [value for rule in rules for value in rule["reject"]]
    listed += [value for file in files for value in (*file.get("valid", []), *file.get("becomes", {}))]
    return tuple(dict.fromkeys(listed))


def _day(column_type: str) -> date:
    """The day of receipt that the vectors of a type are judged by."""
    options = [file.get("options", {}) for file in _files(column_type)]
    days = [option.get("not_after") or option.get("today") for option in options]
    return next((day for day in days if day), date.max)
