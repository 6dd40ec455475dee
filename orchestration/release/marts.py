"""What may be published: the marts and their columns, as dbt declares them (law 9)."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ingest.catalogue import Audience

# how a test names a column whose name is a word of SQL
QUOTED = re.compile(r"\{\{ adapter\.quote\('(\w+)'\) \}\}")


@dataclass(frozen=True)
class MartColumn:
    """A column of a mart: its label and the widest audience, or none: then it is in no file.

    ``withdrawn_after``: the last day the row may be shown.
    """

    name: str
    label: str
    audience: Audience | None
    data_type: str = ""
    withdrawn_after: bool = False


@dataclass(frozen=True)
class Persons:
    """How a mart counts natural persons, so that small counts can be hidden (`release.cells`).

    ``counts``: what is a count of persons, columns or SQL of them. ``where``: the rows that count persons.
    ``hides``: the columns that are hidden with a small count. ``told_in``: the column that says why.
    ``adds_up_in``: the columns of a group of rows that add up to a figure shown elsewhere. ``together``: the
    columns of what is hidden as a whole; the row where none are named. ``always``: the rows that are hidden
    at any size, because they are too fine to be shown beside their sums.
    """

    counts: tuple[str, ...]
    hides: tuple[str, ...]
    where: str = "true"
    told_in: str | None = None
    adds_up_in: tuple[str, ...] = ()
    together: tuple[str, ...] = ()
    always: str = "false"


@dataclass(frozen=True)
class Mart:
    """A mart as dbt declares it. ``rows`` narrows the rows an audience gets (SQL condition).

    ``key``: the columns of its grain, as its uniqueness test names them.
    """

    name: str
    label: str
    columns: tuple[MartColumn, ...]
    rows: dict[str, str] = field(default_factory=dict)
    key: tuple[str, ...] = ()
    persons: Persons | None = None

    def persons_for(self, audience: Audience) -> Persons | None:
        """How this audience's table counts persons; none in the restricted file, which keeps all numbers."""
        named = {column.name for column in self.columns_for(audience)}
        if self.persons is None or audience is Audience.restricted or not named & set(self.persons.hides):
            return None
        return self.persons

    def columns_for(self, audience: Audience) -> list[MartColumn]:
        """Columns this audience may see: those named for it or for a wider one."""
        order = list(Audience)
        reach = order.index(audience)
        return [c for c in self.columns if c.audience is not None and order.index(c.audience) <= reach]


def marts_of(manifest_path: Path) -> list[Mart]:
    """The marts of a dbt manifest: every model with a column that is named for an audience."""
    nodes = json.loads(manifest_path.read_text(encoding="utf-8"))["nodes"].values()
    keys = {node["attached_node"]: key for node in nodes if (key := _grain(node))}
    marts = []
    for node in nodes:
        if node["resource_type"] != "model":
            continue
        columns = tuple(_mart_column(column) for column in node["columns"].values())
        if any(column.audience for column in columns):
            meta = node["config"].get("meta", {})
            key = keys.get(node["unique_id"], ())
            label, rows = _label(node["description"]), meta.get("rows", {})
            marts.append(Mart(node["name"], label, columns, rows, key, _persons(meta.get("persons"))))
    return sorted(marts, key=lambda mart: mart.name)


def _grain(node: dict[str, Any]) -> tuple[str, ...]:
    """The columns a uniqueness test holds unique; none for any other node."""
    test = node.get("test_metadata") or {}
    if test.get("name") == "unique_rows":
        return tuple(QUOTED.sub(r"\1", name) for name in test["kwargs"]["columns"])
    return (test["kwargs"]["column_name"],) if test.get("name") == "unique" else ()


def _mart_column(column: dict[str, Any]) -> MartColumn:
    meta = (column.get("config") or {}).get("meta") or column.get("meta") or {}
    publish = meta.get("publish")
    return MartColumn(
        column["name"],
        _label(column["description"]),
        Audience(publish) if publish else None,
        column["data_type"] or "",
        withdrawn_after=meta.get("withdrawn_after", False),
    )


def _persons(meta: dict[str, Any] | None) -> Persons | None:
    if meta is None:
        return None
    named: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in meta.items()
    }
    return Persons(**named)


def _label(description: str) -> str:
    return " ".join(description.split())


def named_row(key: Sequence[str], table: str = "") -> str:
    """SQL of the text that names a row by its key: ``record_id=… part=…``; empty where there is no key."""
    start = f"{table}." if table else ""
    parts = [f"'{name}=' || coalesce(cast({start}\"{name}\" as varchar), '–')" for name in key]
    return f"concat_ws(' ', {', '.join(parts)})" if parts else "''"
