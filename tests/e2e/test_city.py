"""Every fault, every count and every figure of the simulated city, against what was published."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.e2e.answers import CITY, Outcome, false_alarms, missed_faults, named_units, pair, wrong_counts


@pytest.fixture(scope="module")
def outcome(refreshed_city: Path) -> Outcome:
    return Outcome(refreshed_city)


def test_every_file_ends_as_it_should_with_every_row_in_its_state(outcome: Outcome):
    assert wrong_counts(outcome) == []


def test_published_batches_hold_the_same_rows(outcome: Outcome):
    """Unmatched is decided in the warehouse; together with accepted and repaired it is what landing kept."""
    sums = outcome.query(
        "select count(*), sum(rows_read), sum(accepted + repaired + unmatched), sum(question), sum(rejected),"
        " sum(duplicate) from feed_batches"
    )
    files = [file for file in outcome.expected["files"] if file["state"] != "ignored duplicate"]
    kept = sum(file["accepted"] + file["repaired"] for file in files)
    held = [sum(file[state] for file in files) for state in ("question", "rejected", "duplicate")]
    assert sums == [(len(files), sum(file["rows_read"] for file in files), kept, *held)]


def test_every_planted_fault_is_found_where_it_stands(outcome: Outcome):
    assert missed_faults(outcome) == []


def test_nothing_else_is_blamed(outcome: Outcome):
    assert false_alarms(outcome) == []


@pytest.mark.parametrize("library", ["ent", "org", "gov"])
def test_subjects_of_a_register(outcome: Outcome, library: str):
    found = outcome.query(
        "select count(*), count(*) filter (where valid_to is null) from subjects"  # noqa: S608 - a name of our own
        f" where library = '{library}'"
    )
    expected = outcome.expected["subjects"][library]
    assert found == [(expected["all"], expected["current"])]


def test_natural_persons(outcome: Outcome):
    found = outcome.query("select count(*) from subjects where library = 'per'")
    assert found == [(outcome.expected["subjects"]["per"]["all"],)]


@pytest.mark.parametrize("kind", ["permit", "penalty"])
def test_clock_states(outcome: Outcome, kind: str):
    found = outcome.query(
        f"select state, count(*) from disclosure_clock where kind = '{kind}' group by state"  # noqa: S608
    )
    assert dict(found) == outcome.expected["clock"][kind]


@pytest.mark.parametrize("indicator", ["T02-03", "T02-04", "T15-03"])
def test_figures_of_the_city_and_of_every_unit(outcome: Outcome, indicator: str):
    expected = outcome.expected["indicators"][indicator]
    units = {unit: pair(figures) for unit, figures in expected["units"].items()}
    assert outcome.figures(indicator) == units | {CITY: pair(expected["total"])}


@pytest.mark.parametrize(
    ("indicator", "part"),
    [("T02-03", "sole_traders"), ("T02-04", "all_copies")],
)
def test_figures_of_parts(outcome: Outcome, indicator: str, part: str):
    expected = outcome.expected["indicators"][indicator]["parts"][part]
    assert outcome.figures(indicator, part)[CITY] == pair(expected)


def test_decisions_reported_in_time(outcome: Outcome):
    expected = outcome.expected["indicators"]["T04-01"]
    units = {unit: pair(figures) for unit, figures in expected["units"].items()}
    assert outcome.figures("T04-01", "reported") == units | {CITY: pair(expected["total"])}


def test_companies_of_unknown_type_are_shown_and_not_counted(outcome: Outcome):
    found = outcome.query(
        "select count(*) from indicator_members where indicator_id = 'T15-03'"
        " and reason = 'enterprise_type_unknown' and not in_denominator"
    )
    assert found == [(outcome.expected["indicators"]["T15-03"]["enterprise_type_unknown"],)]


def test_departments_connected_and_collected(outcome: Outcome):
    expected = outcome.expected["indicators"]["T02-02"]
    named = named_units(date.fromisoformat(outcome.expected["city"]["as_of"]))
    reasons = {unit: expected["reasons"].get(unit, "no_feed") for unit in named}
    members = outcome.query("select unit, reason from indicator_members where indicator_id = 'T02-02'")
    assert dict(members) == reasons
    assert set(expected["reasons"]) <= named
    assert outcome.figures("T02-02")[CITY] == (expected["numerator"], len(named))


def test_every_figure_is_the_sum_of_its_members(outcome: Outcome):
    wrong = outcome.query(
        "select v.indicator_id, v.numerator, sum(m.weight) filter (where m.in_numerator) as members"
        " from indicator_values v join indicator_members m on m.indicator_id = v.indicator_id and m.is_main"
        " where v.unit = '全市' and v.part is null group by all"
        " having v.numerator is distinct from coalesce(sum(m.weight) filter (where m.in_numerator), 0)"
    )
    assert wrong == []
