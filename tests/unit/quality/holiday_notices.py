"""Working days counted one by one from the State Council's notices: an oracle that shares no code with ours.

A notice may declare days of the year before (2019's began on 2018-12-29), so the files are read as one.
Where two notices name the same day the newer file decides.
"""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

LAST_YEAR = 2026  # the file of 2027 holds no days yet


def notices(folder: Path) -> dict[date, bool]:
    """Whether a day named in a notice is off."""
    named = {}
    for year in range(2015, LAST_YEAR + 1):
        for day in json.loads((folder / f"{year}.json").read_text(encoding="utf-8"))["days"]:
            named[date.fromisoformat(day["date"])] = bool(day["isOffDay"])
    return named


def is_working_day(day: date, named: dict[date, bool]) -> bool:
    return not named[day] if day in named else day.isoweekday() <= 5


def due_day(decided_on: date, working_days: int, named: dict[date, bool]) -> date | None:
    """Walk from the day after the decision; None where a day lies beyond the notices."""
    day = decided_on
    while working_days:
        day += timedelta(days=1)
        if day.year > LAST_YEAR:
            return None
        working_days -= is_working_day(day, named)
    return day
