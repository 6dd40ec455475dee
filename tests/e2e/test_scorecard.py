"""Scorecards beside the simulator's, and what an appeal leaves behind."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from tests.e2e.conftest import AS_OF, EARLIER, OfflineCity
from tests.e2e.scorecard import differences

SHARED = "published/shared.duckdb"


def test_scorecards_agree_with_the_simulator(refreshed_city: Path, offline_city: OfflineCity):
    """For two days; test_lines asks two further cities."""
    assert differences(refreshed_city, AS_OF) == []
    assert differences(offline_city.root, EARLIER) == []


def test_a_card_shows_each_lost_point_with_its_row(siku: Callable[..., str], refreshed_city: Path):
    card = siku(refreshed_city, "scorecard", "市住建局", "--month", "2026-09")
    assert "市住建局 2026-09" in card
    assert "申诉成立，免计(申诉001，考核办李工，已核对签收单)" in card
    lost = next(line for line in card.splitlines() if "时效性:双公示按期  迟报" in line)
    assert re.search(r"编号 [0-9a-f]{32}  ← inbox/housing_bureau_permits/\S+ 第 \d+ 行", lost)


def test_all_units_of_the_newest_month(siku: Callable[..., str], refreshed_city: Path):
    listed = siku(refreshed_city, "scorecard")
    assert "考核 2026-10" in listed
    assert "市文明办  – / 0" in listed  # nothing judged is no zero


@pytest.mark.parametrize("words", [["市火星局"], ["--month", "1999-01"]])
def test_an_unknown_unit_or_month_is_named(siku: Callable[..., str], refreshed_city: Path, words: list[str]):
    assert words[-1] in siku(refreshed_city, "scorecard", *words, expect=1)


def test_every_state_of_an_appeal_is_shown(refreshed_city: Path):
    with duckdb.connect(str(refreshed_city / SHARED), read_only=True) as connection:
        states = connection.execute(
            "select appeal_state, lost_things > 0, excused_things > 0 from scorecard_appeals"
            " order by appeal_no"
        ).fetchall()
        kept = connection.execute(
            "select count(*), sum(points_lost), count(decided_by), count(decision_reason)"
            " from scorecard_losses where excuse = 'appeal'"
        ).fetchone()
    assert states == [
        ("accepted", True, True), ("rejected", True, False), ("accepted", True, True),
        ("accepted", True, True), ("rejected", True, False), ("open", True, False),
        ("accepted", False, False),
    ]  # fmt: skip
    assert kept is not None
    assert kept[0] > 0
    assert kept[1:] == (0, kept[0], kept[0])


@pytest.mark.parametrize(
    ("unit", "item", "state", "reason"),
    [
        ("市税务局", "organisation", "unknown", "points_out_of_range"),
        ("市审批局", "practice", "unknown", "not_scored"),
        ("市文明办", "valid_entry", "not_judged", "not_applicable"),
    ],
)
def test_unknown_is_no_zero(refreshed_city: Path, unit: str, item: str, state: str, reason: str):
    with duckdb.connect(str(refreshed_city / SHARED), read_only=True) as connection:
        found = connection.execute(
            "select points, state, reason from scorecard where month = '2026-09' and unit = ? and item = ?",
            [unit, item],
        ).fetchall()
    assert found == [(None, state, reason)]
