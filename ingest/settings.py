"""Where things lie and what day it is: the few settings a run takes from its environment."""

from __future__ import annotations

import os
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

# Chinese law counts days in Beijing time; a file received at 23:30 UTC belongs to the next day there.
SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Days:
    """The as-of day, which bounds what happened, and the day up to which anything received is known."""

    as_of: date
    known_on: date


class SettingError(Exception):
    """A setting of the environment cannot be used; the message names it."""


def data_root() -> Path:
    """The data root (``SIKU_DATA``, default ``./data``), absolute; made when it does not exist."""
    root = Path(os.environ.get("SIKU_DATA", "data")).absolute()
    root.mkdir(parents=True, exist_ok=True)
    return root


def as_of_date() -> date:
    """The as-of day (``SIKU_AS_OF``, ISO), default today in Asia/Shanghai.

    Raises:
        SettingError: ``SIKU_AS_OF`` is not an ISO date.
    """
    return _date("SIKU_AS_OF") or datetime.now(SHANGHAI).date()


def days() -> Days:
    """The as-of day and the day of knowledge (``SIKU_KNOWN_ON``, ISO), by default the same.

    Raises:
        SettingError: one of them is not an ISO date, or the second lies before the first.
    """
    as_of = as_of_date()
    return _in_order(as_of, _date("SIKU_KNOWN_ON") or as_of)


def days_of(period: str, known_on: str | None = None) -> Days:
    """The as-of day that is named, a month by its last, and the day of knowledge.

    Args:
        period: ``2026-10`` or ``2026-10-31``.
        known_on: ISO date; default ``SIKU_KNOWN_ON``, else ``SIKU_AS_OF``, else today in Asia/Shanghai.

    Raises:
        SettingError: one of them is no date, or the second lies before the first.
    """
    day = _parsed(f"{period}-01" if len(period) == len("2026-10") else period, period)
    if len(period) == len("2026-10"):
        day = day.replace(day=monthrange(day.year, day.month)[1])
    known = _parsed(known_on, "known on") if known_on else _date("SIKU_KNOWN_ON") or as_of_date()
    return _in_order(day, known)


def _in_order(as_of: date, known_on: date) -> Days:
    if known_on < as_of:
        raise SettingError(
            "所知截止日(SIKU_KNOWN_ON)不能早于数据日期 / SIKU_KNOWN_ON must not lie before the as-of date: "
            f"{known_on} < {as_of}"
        )
    return Days(as_of, known_on)


def _date(name: str) -> date | None:
    given = os.environ.get(name)
    return _parsed(given, name) if given else None


def _parsed(given: str, name: str) -> date:
    try:
        return date.fromisoformat(given)
    except ValueError as error:
        raise SettingError(f"{name} 应为日期 / must be an ISO date (2026-10-31), is {given!r}") from error
