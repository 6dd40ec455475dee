"""Runs models as dbt compiles them in a DuckDB of the test's own: the project's SQL in tenths of a second."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import duckdb

DATABASE, SCHEMA = "warehouse", "main"


class Compiled:
    """The models that some tables rest on, compiled once, run on as many landing folders as asked.

    ``given`` names models that are not run: they are there without rows.
    """

    def __init__(self, root: Path, wanted: Iterable[str], given: Iterable[str]) -> None:
        """Of the project compiled on the data root ``root``, which is replaced by that of each run."""
        self._root, self._given = root, frozenset(given)
        manifest = json.loads((root / "target" / "manifest.json").read_text(encoding="utf-8"))
        self._nodes = {
            node["name"]: node
            for node in manifest["nodes"].values()
            if node["resource_type"] in ("model", "seed")
        }
        self._by_id = {node["unique_id"]: name for name, node in self._nodes.items()}
        self._order = list(dict.fromkeys(name for one in wanted for name in self._before(one)))

    def _before(self, name: str) -> Iterator[str]:
        if name not in self._given and self._nodes[name]["resource_type"] == "model":
            for parent in self._nodes[name]["depends_on"]["nodes"]:
                if parent in self._by_id:
                    yield from self._before(self._by_id[parent])
        yield name

    def run(self, root: Path) -> Run:
        """Build everything for a landing folder."""
        connection = duckdb.connect()
        connection.execute(f"attach ':memory:' as {DATABASE}")
        connection.execute(f"use {DATABASE}.{SCHEMA}")
        for name in self._order:
            connection.execute(f"create table {name} {self._content(self._nodes[name], root)}")
        return Run(connection)

    def _content(self, node: dict[str, Any], root: Path) -> str:
        if node["name"] in self._given:
            return f"({', '.join(f'{column} {_kind(column)}' for column in node['columns'])})"
        if node["resource_type"] == "model":
            return f"as {node['compiled_code'].replace(str(self._root), str(root))}"
        path = Path(node["root_path"]) / node["original_file_path"]
        types = node["config"]["column_types"].items()
        kinds = {column: kind.replace("string", "varchar") for column, kind in types}
        return f"as from read_csv('{path}', header = true, types = {kinds})"


def _kind(column: str) -> str:
    """The type of a column of a table without rows, by its name."""
    return "bigint" if column == "source_row" else "boolean" if column.startswith("is_") else "varchar"


class Run:
    """The tables of one run."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Of this connection."""
        self._connection = connection

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What a query gives."""
        return self._connection.execute(sql).fetchall()
