"""Scorecards beside the simulator's, and what an appeal leaves behind."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from tests.e2e.scorecard import differences

SHARED = "published/shared.duckdb"


def test_scorecards_agree_with_the_simulator(refreshed_city: Path):
    as_of = json.loads((refreshed_city / "answers.json").read_text(encoding="utf-8"))["city"]["as_of"]
    assert differences(refreshed_city, as_of) == []


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
