"""Due days of the table in the domain notes, newest notice."""

from __future__ import annotations

from datetime import date

import pytest

from simulator.workdays import disclosure_due, working_day_on_or_before


@pytest.mark.parametrize(
    ("decided", "due"),
    [
        ("2019-07-01", "2019-07-10"),
        ("2019-07-06", "2019-07-16"),
        ("2019-04-18", "2019-04-28"),
        ("2019-04-23", "2019-05-05"),
        ("2019-09-27", "2019-10-12"),
        ("2020-01-23", "2020-02-11"),
        ("2025-12-24", "2026-01-05"),
        ("2026-02-14", "2026-03-03"),
        ("2026-09-18", "2026-09-29"),
        ("2026-09-30", "2026-10-15"),
        ("2026-12-22", "2026-12-31"),
    ],
)
def test_due_day_is_the_seventh_working_day(decided: str, due: str):
    assert disclosure_due(date.fromisoformat(decided)) == date.fromisoformat(due)


def test_due_day_is_unknown_where_the_calendar_ends():
    assert disclosure_due(date(2026, 12, 23)) is None


def test_deliveries_come_on_working_days_also_on_worked_saturdays():
    assert working_day_on_or_before(date(2026, 10, 5)) == date(2026, 9, 30)
    assert working_day_on_or_before(date(2026, 10, 10)) == date(2026, 10, 10)
