"""Builds a warehouse from a landing folder in a process of its own, and reads it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

PROJECT = Path(__file__).resolve().parent.parent.parent / "dbt_project"
Marts = dict[str, list[dict[str, Any]]]
MARTS = sorted(path.stem for path in (PROJECT / "models" / "marts").rglob("*.sql"))


def run_dbt(root: Path, target: Path, *arguments: str) -> str:
    """Run dbt on ``root`` with a target folder of the test's own; returns its output.

    Raises:
        AssertionError: dbt failed; the message is what it printed.
    """
    dbt = Path(sys.executable).with_name("dbt")
    places = [
        "--project-dir",
        PROJECT,
        "--profiles-dir",
        PROJECT,
        "--target-path",
        target,
        "--log-path",
        target,
        "--partial-parse-file-path",
        PROJECT / "target" / "partial_parse.msgpack",
    ]
    done = subprocess.run(
        [dbt, *arguments, *places],
        env=os.environ | {"SIKU_DATA": str(root), "DO_NOT_TRACK": "1"},
        capture_output=True,
        text=True,
        check=False,
        cwd=root,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def build(root: Path, target: Path, without: Sequence[str] = ("test", "unit_test")) -> str:
    """Build every seed and model, and run what the project tests of itself but for some kinds."""
    return run_dbt(root, target, "build", *(f"--exclude-resource-type={kind}" for kind in without))


def rows(root: Path, sql: str) -> list[tuple[Any, ...]]:
    """What a query on the warehouse gives."""
    with duckdb.connect(str(root / "warehouse.duckdb"), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def marts(root: Path) -> Marts:
    """Every row of every mart as it is now, in an order of its own; views read the landing of the moment."""
    found: Marts = {}
    with duckdb.connect(str(root / "warehouse.duckdb"), read_only=True) as connection:
        for mart in MARTS:
            told = connection.execute(f"select * from {mart} order by all")  # noqa: S608
            names = [column[0] for column in told.description]
            found[mart] = [dict(zip(names, row, strict=True)) for row in told.fetchall()]
    return found
