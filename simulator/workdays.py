"""Working days, counted one by one with the holiday library; nothing of ours is used.

Source of the days: the State Council's yearly notices, as kept by ``chinese_calendar``.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import chinese_calendar

DAY = timedelta(days=1)
# Order 424 of 2018: public within seven working days, the day of the decision not counted.
DISCLOSURE_WORKING_DAYS = 7


@cache
def is_working_day(day: date) -> bool | None:
    """Whether people work that day; None where no notice has been given for the year."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return None


@cache
def disclosure_due(decided_on: date) -> date | None:
    """The seventh working day after the decision; None where the calendar ends before it."""
    day, left = decided_on, DISCLOSURE_WORKING_DAYS
    while left:
        day += DAY
        works = is_working_day(day)
        if works is None:
            return None
        left -= works
    return day


def working_day_on_or_before(day: date) -> date:
    """The day itself or the last working day before it; beyond the calendar, the last Monday to Friday."""
    while not (day.weekday() < 5 if is_working_day(day) is None else is_working_day(day)):
        day -= DAY
    return day
