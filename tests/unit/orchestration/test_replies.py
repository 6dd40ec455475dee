"""The commands that answer departments, on a data root without a release: what they print, how they end."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from ingest.landing import batch_folder
from orchestration.cli import app
from orchestration.lock import refresh_lock
from orchestration.refresh import Refreshed
from tests.unit.ingest.returns.loop import Loop, by_changes

CSV = """用户编号,用户名称,用户类别,欠费账期,欠费金额(元)
1,盘锦甲商店,公司,2026-08,12.50
2,盘锦乙商店,居民,2026-08,若干
"""


@pytest.fixture
def water(data_root: Path) -> Loop:
    return Loop(data_root, by_changes("water_arrears"))


def siku(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def test_returns_writes_what_is_missing_and_keeps_the_rest(water: Loop, data_root: Path) -> None:
    water.send(CSV, day=1)
    first, second = siku("returns"), siku("returns")

    assert (first.exit_code, second.exit_code) == (0, 0)
    assert first.output == f"{data_root / 'returns'}: 新写 / new 1, 未变 / kept 0, 删除 / removed 0\n"
    assert second.output == f"{data_root / 'returns'}: 新写 / new 0, 未变 / kept 1, 删除 / removed 0\n"


def test_returns_names_what_it_could_not_write_and_ends_with_one(water: Loop) -> None:
    batch = water.send(CSV, day=1)
    original = batch_folder(water.root, water.feed, batch.batch_id) / "original.csv"
    original.write_text(CSV.splitlines()[0] + "\n", encoding="utf-8")
    done = siku("returns")

    assert done.exit_code == 1
    assert "新写 / new 0, 未变 / kept 0" in done.output
    assert f"water_arrears/{batch.batch_id}.xlsx" in done.output
    assert "siku reread" in done.output


def test_returns_leaves_while_a_refresh_runs(data_root: Path) -> None:
    with refresh_lock(data_root):
        done = siku("returns")

    assert done.exit_code == 3
    assert "另一个 refresh 正在运行" in done.output


@pytest.mark.usefixtures("data_root")
def test_questions_before_the_first_release_are_an_error() -> None:
    done = siku("questions")

    assert done.exit_code == 1
    assert done.output == "尚无发布 / nothing is published yet: siku refresh\n"


def test_a_refresh_says_what_went_wrong_beside_the_release() -> None:
    assert (
        Refreshed(success=True, anything_new=True, failing_feeds=(), returns_written=True).shortcomings == []
    )
    told = Refreshed(success=True, anything_new=True, failing_feeds=("a", "b"), returns_written=False)
    assert [line.split(" / ")[1].split(",")[0] for line in told.shortcomings] == [
        "feeds that failed: a",
        "a return workbook could not be written",
    ]
