"""The scorecard's seeds say what the task table and the rules of landing say."""

from __future__ import annotations

import csv
import itertools
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
SEEDS = PROJECT / "dbt_project" / "seeds"
SEPARATORS = set("、,，")


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


LINES = {row["indicator_id"]: row for row in _rows(SEEDS / "indicators" / "indicator_lines.csv")}
WORDS = _rows(SEEDS / "indicators" / "indicator_units.csv")
RUBRIC = _rows(SEEDS / "policy" / "rubric_items.csv")


@pytest.mark.parametrize("indicator", LINES)
def test_the_words_of_a_line_are_those_of_the_table(indicator: str) -> None:
    """Word after word, nothing but separators remains: none is invented, lost or put right."""
    line = LINES[indicator]
    for role, text in (("lead", line["lead_unit"]), ("responsible", line["responsible_units"])):
        words = [w for w in WORDS if w["indicator_id"] == indicator and w["role"] == role]
        assert [int(w["position"]) for w in words] == list(range(1, len(words) + 1))
        at = 0
        for word in words:
            found = text.index(word["word"], at)
            assert set(text[at:found]) <= SEPARATORS, (indicator, text[at:found])
            at = found + len(word["word"])
        assert at == len(text), (indicator, text[at:])


def test_every_word_means_a_unit_or_a_group() -> None:
    units = {row["unit"] for row in _rows(SEEDS / "policy" / "units.csv")}
    names = {row["name"]: row["unit"] for row in _rows(SEEDS / "policy" / "unit_names.csv")}
    single = {w["word"] for w in WORDS if w["kind"] == "unit"}
    assert {names.get(word, word) for word in single} <= units
    groups = _rows(SEEDS / "policy" / "unit_groups.csv")
    # "and so on" has no list anybody knows: it stays a word without members
    assert {w["word"] for w in WORDS if w["kind"] == "group"} - {g["word"] for g in groups} == {
        "等", "等部门", "等相关部门",
    }  # fmt: skip
    assert {g["unit"] for g in groups if g["unit"]} <= units
    known = {row["unit_group"] for row in _rows(SEEDS / "policy" / "units.csv")}
    assert {g["unit_group"] for g in groups if g["unit_group"]} <= known
    assert [g for g in groups if bool(g["unit"]) == bool(g["unit_group"])] == []


def test_misprints_stay_as_printed() -> None:
    assert {"检查院", "辽东湾辽东湾新区管委会", "经信局"} <= {w["word"] for w in WORDS}


def test_the_rubric_in_force_is_a_hundred_points_and_ten() -> None:
    in_force = [row for row in RUBRIC if not row["valid_to"]]
    plain = sum(float(row["points"]) for row in in_force if row["is_bonus"] == "false")
    bonus = sum(float(row["points"]) for row in in_force if row["is_bonus"] == "true")
    assert (plain, bonus) == (100, 10)


def test_versions_of_an_item_do_not_overlap() -> None:
    for _, rows in itertools.groupby(
        sorted(RUBRIC, key=lambda r: (r["item"], r["valid_from"])), lambda r: r["item"]
    ):
        for earlier, later in itertools.pairwise(rows):
            assert earlier["valid_to"], earlier
            assert earlier["valid_to"] <= later["valid_from"]


def test_every_item_can_be_worked_out() -> None:
    steps = {row["item"] for row in _rows(SEEDS / "policy" / "rubric_steps.csv")}
    for row in RUBRIC:
        assert row["formula"] in ("step", "proportional", "manual")
        assert row["duty"] in ("none", "feed", "calendar", "disclosure", "list")
        assert bool(row["full_marks_at"]) == (row["formula"] == "proportional")
        assert (row["item"] in steps) == (row["formula"] == "step")


def test_no_step_gives_more_than_the_item() -> None:
    most = {row["item"]: float(row["points"]) for row in RUBRIC}
    steps = _rows(SEEDS / "policy" / "rubric_steps.csv")
    assert [row for row in steps if float(row["points"]) > most[row["item"]]] == []


def test_every_group_of_rules_is_decided() -> None:
    """A new group of rules must be said to cost points or not; silence would drop its findings."""
    rules = {row["rule_group"] for row in _rows(PROJECT / "quality" / "data" / "quality_rules.csv")}
    decided = {row["rule_group"] for row in _rows(SEEDS / "policy" / "rubric_findings.csv")}
    assert rules == decided


def test_policy_marks_what_nobody_confirmed() -> None:
    assert [row["item"] for row in RUBRIC if row["confirmed"] not in ("true", "false")] == []
