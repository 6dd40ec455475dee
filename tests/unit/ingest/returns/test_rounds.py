"""Over several rounds: a row is settled when the last row of its chain is, and not before it is known."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ingest.landing import landing
from ingest.manifest import batches
from ingest.returns.rounds import rounds
from tests.unit.ingest.returns.loop import Loop, by_changes, read, write

CSV = """用户编号,用户名称,用户类别,欠费账期,欠费金额(元)
1,盘锦甲商店,公司,2026-08,12.50
2,盘锦乙商店,居民,2026-08,若干
"""


@pytest.fixture
def three_rounds(tmp_path: Path) -> tuple[Loop, list[str]]:
    loop = Loop(tmp_path, by_changes("water_arrears"))
    first = loop.send(CSV, day=1)
    rows = read(loop.returned(first))
    rows[1][2] = "居民"
    second = loop.send(write(tmp_path / "二.xlsx", rows), day=5)
    rows = read(loop.returned(second))
    rows[1][4] = "13"
    third = loop.send(write(tmp_path / "三.xlsx", rows), day=9)
    return loop, [first.batch_id, second.batch_id, third.batch_id]


def known(loop: Loop, day: int) -> dict[tuple[Any, ...], dict[str, Any]]:
    frame = rounds(landing(loop.root), list(batches(loop.root)), date(2026, 9, day))
    return {(row["batch_id"], row["source_sheet"], row["source_row"]): row for row in frame.to_dicts()}


def test_the_chain_leads_back_to_the_first_row(three_rounds: tuple[Loop, list[str]]) -> None:
    loop, (first, second, third) = three_rounds
    found = known(loop, 30)

    assert set(found) == {(first, None, 2), (first, None, 3), (second, "Sheet1", 3)}
    two_rounds = found[first, None, 3]
    assert (two_rounds["rounds"], two_rounds["sent_again_on"], two_rounds["is_settled"]) == (
        2,
        date(2026, 9, 9),
        True,
    )
    assert (two_rounds["answer_batch_id"], two_rounds["answer_row"]) == (third, 2)
    assert two_rounds["answered_on"] == date(2026, 9, 9)
    again = found[second, "Sheet1", 3]
    assert (again["first_batch_id"], again["first_sheet"], again["first_row"]) == (first, None, 3)
    assert again["is_settled"]


def test_what_came_later_is_not_known_yet(three_rounds: tuple[Loop, list[str]]) -> None:
    loop, (first, second, _) = three_rounds
    found = known(loop, 8)

    assert {place: row["is_settled"] for place, row in found.items()} == {
        (first, None, 2): True,
        (first, None, 3): False,
        (second, "Sheet1", 3): False,
    }
    assert found[second, "Sheet1", 3]["rounds"] == 0
    assert known(loop, 4) == {}


def test_two_answers_to_one_row_settle_it_once(tmp_path: Path) -> None:
    loop = Loop(tmp_path, by_changes("water_arrears"))
    first = loop.send(CSV, day=1)
    rows = read(loop.returned(first))
    rows[1][2], rows[2][4] = "居民", "13"
    one = loop.send(write(tmp_path / "一.xlsx", rows), day=5)
    rows[2][4] = "14"
    loop.send(write(tmp_path / "二.xlsx", rows), day=6)

    row = known(loop, 30)[first.batch_id, None, 3]
    assert (row["is_settled"], row["answer_batch_id"], row["rounds"]) == (True, one.batch_id, 2)
