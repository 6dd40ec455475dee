"""What the models say of their columns is what the warehouse has: the page and the lineage rest on it."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path

import duckdb

from orchestration.version import MANIFEST


def test_every_column_of_the_warehouse_is_described_and_none_that_is_not_there(refreshed_city: Path) -> None:
    there: dict[str, set[str]] = defaultdict(set)
    with duckdb.connect(str(refreshed_city / "warehouse.duckdb"), read_only=True) as connection:
        for table, column in connection.execute(
            "select table_name, column_name from duckdb_columns() where not internal"
        ).fetchall():
            there[table].add(column)
    nodes = json.loads(MANIFEST.read_text(encoding="utf-8"))["nodes"].values()
    # what the columns of a population are is said once, at indicator_members
    described = {
        node["name"]: set(node["columns"])
        for node in nodes
        if node["resource_type"] in ("model", "seed") and node["fqn"][1] != "populations"
    }
    assert len(described) > 200
    wrong = {name: sorted(told ^ there[name]) for name, told in described.items() if told != there[name]}
    assert wrong == {}
