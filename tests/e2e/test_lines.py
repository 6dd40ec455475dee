"""All lines of the task table and all scorecards, for three cities and two days, against the simulator."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb

from simulator.facts import seed as rows_of_seed
from simulator.lines.chapters import lines
from tests.e2e.conftest import AS_OF, EARLIER, OfflineCity
from tests.e2e.lines import differences


def test_a_city_agrees_on_every_line(refreshed_city: Path):
    assert differences(refreshed_city, AS_OF) == []


def test_it_agreed_on_the_earlier_day_from_what_was_there_by_then(offline_city: OfflineCity):
    assert differences(offline_city.root, EARLIER) == []


def test_every_line_is_answered(refreshed_city: Path):
    """What is not asked cannot be wrong: all 69 are, here or in test_city."""
    elsewhere = {"T02-02"}
    asked = {row["indicator_id"] for row in rows_of_seed("indicators/indicator_lines")}
    assert asked - elsewhere == set(lines()) - elsewhere
    answers = json.loads((refreshed_city / "answers.json").read_text(encoding="utf-8"))["lines"]
    assert {day: set(found) for day, found in answers.items()} == {AS_OF: set(lines()), EARLIER: set(lines())}


def test_the_city_shows_every_kind_of_outcome(refreshed_city: Path, offline_city: OfflineCity):
    """Answers that are all alike prove little: lines meet, miss, show a trend, are judged, are unknown."""
    found = set()
    for root, day in ((refreshed_city, AS_OF), (offline_city.root, EARLIER)):
        answers = json.loads((root / "answers.json").read_text(encoding="utf-8"))["lines"][day]
        found |= {answer["status"] for answer in answers.values()}
    assert found == {"met", "not_met", "trend", "verdict", "unknown"}


def test_every_figure_beside_a_line_has_a_name(refreshed_city: Path):
    """A code in Latin letters is nothing a department can read; a named item is its own name."""
    with duckdb.connect(str(refreshed_city / "published" / "restricted.duckdb"), read_only=True) as release:
        unnamed = release.execute(
            "select distinct indicator_id, part from indicator_values"
            " where part is not null and part_title = part and regexp_full_match(part, '[ -~]+')"
        ).fetchall()
    assert unnamed == []
