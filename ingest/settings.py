"""Where things lie and what day it is: the few settings a run takes from its environment."""

from __future__ import annotations

import os
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
    known_on = _date("SIKU_KNOWN_ON") or as_of
    if known_on < as_of:
        raise SettingError(
            f"SIKU_KNOWN_ON 不能早于数据日期 / must not lie before the as-of date: {known_on} < {as_of}"
        )
    return Days(as_of, known_on)


def _date(name: str) -> date | None:
    given = os.environ.get(name)
    if not given:
        return None
    try:
        return date.fromisoformat(given)
    except ValueError as error:
        raise SettingError(f"{name} 应为日期 / must be an ISO date (2026-10-31), is {given!r}") from error
