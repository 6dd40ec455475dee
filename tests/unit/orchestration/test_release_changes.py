"""Every release tells which rows it added, changed and withdrew, and no file tells more than it holds."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ingest.catalogue import Audience
from orchestration.release.marts import Mart, MartColumn
from orchestration.release.tables import Release
from orchestration.release.write import publish


def _mart(*columns: tuple[str, Audience], key: tuple[str, ...] = ("line", "unit")) -> Mart:
    return Mart(
        "figures", "数", tuple(MartColumn(name, name, audience) for name, audience in columns), key=key
    )


MART = _mart(
    ("line", Audience.public),
    ("unit", Audience.shared),
    ("value", Audience.public),
    ("note", Audience.restricted),
    ("as_of_date", Audience.public),
)
FIRST = [("a", "x", 1, None), ("a", None, 2, "n"), ("b", "x", 3, "n"), ("c", "x", 4, "n")]
SECOND = [("a", "x", 1, None), ("a", None, 9, "m"), ("b", "x", 3, None), ("d", "x", 4, "n")]


def _release(root: Path, run: str, rows: list[tuple[Any, ...]], day: date, mart: Mart = MART) -> None:
    with duckdb.connect(str(root / "warehouse.duckdb")) as connection:
        connection.execute(
            "create or replace table figures "
            "(line varchar, unit varchar, value integer, note varchar, as_of_date date)"
        )
        connection.executemany("insert into figures values (?, ?, ?, ?, ?)", [(*row, day) for row in rows])
    publish(root, [mart], Release(day, run, "1", run))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    _release(tmp_path, "one", FIRST, date(2026, 10, 30))
    return tmp_path


def _rows(root: Path, audience: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(root / "published" / f"{audience}.duckdb"), read_only=True) as connection:
        return connection.execute(
            "select change, row_key, changed_columns from release_changes order by all"
        ).fetchall()


def _diff(root: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((root / "published" / "diff.json").read_text(encoding="utf-8"))
    return told


def test_the_first_release_is_compared_with_nothing(root: Path) -> None:
    assert _rows(root, "restricted") == []
    assert _diff(root) == {
        "before": None,
        "files": {"public.duckdb": None, "shared.duckdb": None, "restricted.duckdb": None},
    }


def test_rows_are_compared_by_their_key_a_new_day_is_no_change(root: Path) -> None:
    _release(root, "two", SECOND, date(2026, 10, 31))
    assert _rows(root, "restricted") == [
        ("added", "line=d unit=x", None),
        ("changed", "line=a unit=–", "value,note"),
        ("changed", "line=b unit=x", "note"),
        ("withdrawn", "line=c unit=x", None),
    ]
    told = _diff(root)
    assert told["before"] == {"as_of": "2026-10-30", "run_id": "one", "code_version": "1"}
    counts = told["files"]["restricted.duckdb"]["figures"]
    assert {name: counts[name] for name in ("added", "changed", "withdrawn")} == {
        "added": 1, "changed": 2, "withdrawn": 1,
    }  # fmt: skip


def test_a_file_tells_nothing_of_columns_it_lacks(root: Path) -> None:
    _release(root, "two", SECOND, date(2026, 10, 31))
    assert _rows(root, "shared") == [
        ("added", "line=d unit=x", None),
        ("changed", "line=a unit=–", "value"),
        ("withdrawn", "line=c unit=x", None),
    ]
    # the public file lacks a part of the key: rows come and go
    assert _rows(root, "public") == [
        ("added", "", None),
        ("added", "", None),
        ("withdrawn", "", None),
        ("withdrawn", "", None),
    ]


def test_the_same_rows_again_are_no_change(root: Path) -> None:
    _release(root, "two", FIRST, date(2026, 10, 31))
    assert all(_rows(root, audience) == [] for audience in Audience)


def test_new_and_lost_columns_are_told_and_not_compared(root: Path) -> None:
    other = _mart(("line", Audience.public), ("unit", Audience.public), ("as_of_date", Audience.public))
    _release(root, "two", FIRST, date(2026, 10, 31), other)
    counts = _diff(root)["files"]["restricted.duckdb"]["figures"]
    assert counts["columns_withdrawn"] == ["note", "value"]
    assert (counts["added"], counts["changed"], counts["withdrawn"]) == (0, 0, 0)
    public = _diff(root)["files"]["public.duckdb"]["figures"]
    assert public["columns_added"] == ["unit"]


def test_a_lost_mart_is_withdrawn_row_by_row(root: Path) -> None:
    with duckdb.connect(str(root / "warehouse.duckdb")) as connection:
        connection.execute("create table others as select 1 as n")
    others = Mart("others", "其他", (MartColumn("n", "n", Audience.public),), key=("n",))
    publish(root, [others], Release(date(2026, 10, 31), "two", "1", "two"))
    files = _diff(root)["files"]["restricted.duckdb"]
    assert files["figures"]["withdrawn"] == 4
    assert files["others"]["added"] == 1
    assert ("added", "n=1", None) in _rows(root, "public")


def test_editions_are_told_apart_by_their_day(root: Path) -> None:
    editions = Mart(MART.name, MART.label, MART.columns, key=("line", "unit", "as_of_date"))
    _release(root, "two", FIRST, date(2026, 10, 31), editions)
    assert [change for change, _, _ in _rows(root, "restricted")] == ["added"] * 4 + ["withdrawn"] * 4
