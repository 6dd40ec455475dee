"""The disclosure clock: due seven working days after the decision, unknown beyond the newest notice."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quality import clock
from quality.calendar import FIRST_DAY, last_day
from quality.clock import Due, disclosure_rules, disclosure_state, due_dates, due_on
from tests.unit.quality.holiday_notices import due_day, notices

# decided, due by the newest notice, due by the first notice where an amendment moved it
TABLE = [
    pytest.param("2019-07-01", "2019-07-10", None, id="plain"),
    pytest.param("2019-07-04", "2019-07-15", None, id="decision-day-is-not-counted"),
    pytest.param("2019-07-06", "2019-07-16", None, id="decided-on-a-rest-day"),
    pytest.param("2019-01-28", "2019-02-11", None, id="spring-festival"),
    pytest.param("2019-04-18", "2019-04-28", "2019-04-29", id="first-notice-would-say-0429"),
    pytest.param("2019-04-22", "2019-04-30", "2019-05-02", id="first-notice-would-say-0502"),
    pytest.param("2019-04-23", "2019-05-05", "2019-05-03", id="first-notice-would-say-0503"),
    pytest.param("2019-09-27", "2019-10-12", None, id="due-on-a-worked-saturday"),
    pytest.param("2020-01-23", "2020-02-11", None, id="extension-of-2020"),
    pytest.param("2025-12-24", "2026-01-05", None, id="crosses-the-year"),
    pytest.param("2026-02-14", "2026-03-03", None, id="decided-on-a-worked-saturday"),
    pytest.param("2026-09-18", "2026-09-29", None, id="0920-worked-0925-off"),
    pytest.param("2026-09-30", "2026-10-15", None, id="national-day"),
]


@pytest.mark.parametrize(("decided", "due", "by_first_notice"), TABLE)
@pytest.mark.parametrize("kind", ["permit", "penalty"])
def test_due_day_follows_the_newest_notice(kind: str, decided: str, due: str, by_first_notice: str | None):
    given = due_on(date.fromisoformat(decided), kind)
    assert given == Due(date.fromisoformat(due), provisional=False, reason=None)
    if by_first_notice is not None:
        assert given.due_on != date.fromisoformat(by_first_notice)


def test_due_day_that_the_next_notice_may_move_is_provisional():
    assert due_on(date(2026, 12, 22)) == Due(date(2026, 12, 31), provisional=True, reason=None)


@pytest.mark.parametrize("decided", ["2026-12-23", "2026-12-31", "2027-01-04"])
def test_due_day_beyond_the_calendar_is_unknown(decided: str):
    assert due_on(date.fromisoformat(decided)) == Due(None, provisional=False, reason="calendar_ends")


def test_no_rule_is_told_from_a_calendar_that_ends():
    assert due_on(FIRST_DAY - timedelta(days=1)).reason == "no_rule"
    assert due_on(date(2026, 9, 18), kind="confirmation").reason == "no_rule"


def test_column_keeps_order_gaps_and_repeats():
    column = pl.Series([date(2026, 9, 30), None, date(2026, 9, 18), date(2026, 9, 30), date(2026, 12, 23)])
    assert due_dates(column, "permit").rows() == [
        (date(2026, 10, 15), False, None),
        (None, False, "no_decision_day"),
        (date(2026, 9, 29), False, None),
        (date(2026, 10, 15), False, None),
        (None, False, "calendar_ends"),
    ]


def test_empty_column_gives_no_rows():
    assert due_dates(pl.Series([], dtype=pl.Date)).height == 0


@pytest.mark.parametrize(
    ("reported", "as_of", "state"),
    [
        ("2026-09-18", "2026-10-31", "on_time"),
        ("2026-09-29", "2026-10-31", "on_time"),
        ("2026-09-30", "2026-10-31", "late"),
        (None, "2026-09-29", "pending"),
        (None, "2026-09-30", "overdue"),
    ],
)
def test_state_of_a_decision_of_18_september_2026(reported: str | None, as_of: str, state: str):
    first_reported_on = None if reported is None else date.fromisoformat(reported)
    assert disclosure_state(date(2026, 9, 18), first_reported_on, date.fromisoformat(as_of)) == state


def test_report_on_the_decision_day_is_still_unknown_where_no_due_day_is_known():
    assert disclosure_state(date(2026, 12, 23), date(2026, 12, 23), date(2026, 12, 31)) == "unknown"


def test_day_a_rule_ends_on_is_no_longer_under_it(monkeypatch: pytest.MonkeyPatch):
    ended = {"kind": "permit", "working_days": 1, "valid_from": FIRST_DAY, "valid_to": date(2026, 9, 18)}
    monkeypatch.setattr(clock, "disclosure_rules", lambda: pl.DataFrame([ended]))
    assert due_on(date(2026, 9, 17), "permit") == Due(date(2026, 9, 18), provisional=False, reason=None)
    assert due_on(date(2026, 9, 18), "permit") == Due(None, provisional=False, reason="no_rule")


@pytest.mark.parametrize("kind", ["permit", "penalty"])
def test_one_rule_at_most_is_in_force_on_a_day(kind: str):
    rules = disclosure_rules().filter(pl.col("kind") == kind).sort("valid_from")
    assert rules.height >= 1
    for earlier, later in pairwise(rules.iter_rows(named=True)):
        assert earlier["valid_to"] is not None
        assert earlier["valid_to"] <= later["valid_from"]


@pytest.fixture(scope="module")
def named(real_data: Path) -> dict[date, bool]:
    return notices(real_data / "holidays" / "holiday-cn")


def test_every_decision_day_is_due_as_counted_by_hand_from_the_notices(named: dict[date, bool]):
    decided = pl.date_range(FIRST_DAY, last_day(), eager=True)
    counted = [due_day(day, 7, named) for day in decided]
    assert due_dates(decided)["due_on"].to_list() == counted


@given(
    days=st.lists(st.none() | st.dates(FIRST_DAY, date(2027, 6, 30)), max_size=30),
    change=st.dates(date(2016, 1, 1), last_day()),
    before=st.integers(1, 30),
    after=st.integers(1, 30),
)
@settings(max_examples=100)
def test_rule_in_force_on_the_decision_day_counts(
    named: dict[date, bool], days: list[date | None], change: date, before: int, after: int
):
    rules = pl.DataFrame(
        {
            "kind": ["permit", "permit"],
            "working_days": [before, after],
            "valid_from": [FIRST_DAY, change],
            "valid_to": [change, None],
        }
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "disclosure_rules", lambda: rules)
        computed = due_dates(pl.Series(days, dtype=pl.Date), "permit")["due_on"].to_list()
    assert computed == [
        None if day is None else due_day(day, before if day < change else after, named) for day in days
    ]
