"""Working days of the State Council's yearly notices, from the ``chinesecalendar`` library to a seed.

The library raises outside its years and needs an upgrade every November; the seed says up to which day
anything is known. Beyond it a due date is unknown, never on time. ``python -m quality.calendar`` writes the
seed anew.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib.metadata import version
from pathlib import Path

import chinese_calendar
import polars as pl
from chinese_calendar.constants import holidays
from chinese_calendar.constants import workdays as worked

SEED = Path(__file__).parent / "data" / "working_days.csv"
FIRST_DAY = date(2015, 1, 1)  # before the first double-disclosure rule (国办发〔2015〕51号)
SOURCE = f"国务院办公厅历年节假日安排通知,经 chinesecalendar {version('chinesecalendar')}"


def last_day() -> date:
    """The last day the library knows: the end of the newest year with a notice."""
    return date(max(day.year for day in (*holidays, *worked)), 12, 31)


def export_working_days() -> pl.DataFrame:
    """Every day from 2015 to the end of the library's range.

    Columns: ``day``, ``is_working_day``, ``working_day_no`` (working days since the first day, up to and
    including this one), ``certainty`` (``confirmed``, or ``provisional`` from 29 December of the last year:
    the next notice has declared days as early as that, as 2019's did), ``source``.
    """
    end = last_day()
    days = pl.date_range(FIRST_DAY, end, interval="1d", eager=True).alias("day")
    working = pl.Series("is_working_day", [chinese_calendar.is_workday(day) for day in days])
    provisional = days >= date(end.year, 12, 29)
    return pl.DataFrame([days, working]).with_columns(
        working_day_no=working.cast(pl.Int32).cum_sum(),
        certainty=pl.when(provisional).then(pl.lit("provisional")).otherwise(pl.lit("confirmed")),
        source=pl.lit(SOURCE),
    )


@cache
def working_days() -> pl.DataFrame:
    """The export, made once in a process."""
    return export_working_days()


if __name__ == "__main__":
    export_working_days().write_csv(SEED)
