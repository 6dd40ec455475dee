"""The very SQL of the models, run in one DuckDB connection in dependency order: what dbt adds is the rest.

Usage: ``python -m benchmarks.bare_sql ROOT [SLOWEST]`` after a build of ROOT; prints the slowest statements.
"""

from __future__ import annotations

import json
import sys
import time
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import duckdb

THREADS, MEMORY = 2, "3GB"  # as in profiles.yml
Node = dict[str, Any]


def statements(target: Path) -> list[tuple[str, str]]:
    """Name and statement of every model, parents first."""
    nodes: dict[str, Node] = json.loads((target / "manifest.json").read_text(encoding="utf-8"))["nodes"]
    models = {name: node for name, node in nodes.items() if node["resource_type"] == "model"}
    parents = {name: [p for p in node["depends_on"]["nodes"] if p in models] for name, node in models.items()}
    found = []
    for name in TopologicalSorter(parents).static_order():
        node = models[name]
        sql = (target / "compiled" / "siku" / node["original_file_path"]).read_text(encoding="utf-8")
        kind = "view" if node["config"]["materialized"] == "view" else "table"
        found.append((node["name"], f'create or replace {kind} main."{node["name"]}" as (\n{sql}\n)'))
    return found


def seeds(target: Path) -> list[str]:
    """Names of the seeds, which are copied from the built warehouse."""
    nodes: dict[str, Node] = json.loads((target / "manifest.json").read_text(encoding="utf-8"))["nodes"]
    return [
        n["name"] for n in nodes.values() if n["resource_type"] == "seed" and n["config"].get("enabled", True)
    ]


def main() -> None:
    """Build everything once more beside the warehouse."""
    root = Path(sys.argv[1]).resolve()
    slowest = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    beside = root / "bare" / "warehouse.duckdb"  # the compiled names say which catalogue they are in
    beside.parent.mkdir(exist_ok=True)
    beside.unlink(missing_ok=True)
    settings = {"threads": THREADS, "memory_limit": MEMORY, "temp_directory": str(root / "bare" / "tmp")}
    with duckdb.connect(str(beside), config=settings | {"preserve_insertion_order": False}) as connection:
        connection.execute(f"attach '{root / 'warehouse.duckdb'}' as built (read_only)")
        for seed in seeds(root / "target"):
            connection.execute(f'create table main."{seed}" as from built.main."{seed}"')
        connection.execute("detach built")
        taken = []
        for name, sql in statements(root / "target"):
            started, cpu = time.perf_counter(), time.process_time()
            connection.execute(sql)
            taken.append((time.perf_counter() - started, time.process_time() - cpu, name))
    for seconds, cpu, name in sorted(taken, reverse=True)[:slowest]:
        print(f"{seconds:8.2f} s {cpu:8.2f} s cpu  {name}")
    print(f"{sum(seconds for seconds, *_ in taken):.2f}")


if __name__ == "__main__":
    main()
