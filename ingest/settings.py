"""Where things lie and what day it is: the few settings a run takes from its environment."""

from __future__ import annotations

import os
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

# Chinese law counts days in Beijing time; a file received at 23:30 UTC belongs to the next day there.
SHANGHAI = ZoneInfo("Asia/Shanghai")


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
    given = os.environ.get("SIKU_AS_OF")
    if not given:
        return datetime.now(SHANGHAI).date()
    try:
        return date.fromisoformat(given)
    except ValueError as error:
        raise SettingError(f"SIKU_AS_OF 应为日期 / must be an ISO date (2026-10-31), is {given!r}") from error
