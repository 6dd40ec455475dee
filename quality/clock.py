"""The disclosure clock: due is the seventh working day after the decision day.

The day of the decision is not counted (民法典 第二百零一条); how many days it is comes from dated rules
(``data/disclosure_rules.csv``), judged by the one in force on the decision day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import polars as pl

from quality.calendar import working_days

RULES = Path(__file__).parent / "data" / "disclosure_rules.csv"


@dataclass(frozen=True)
class Due:
    """When a decision must be public. ``due_on`` is None where the calendar does not reach: unknown."""

    due_on: date | None
    provisional: bool


@cache
def _rules() -> pl.DataFrame:
    return pl.read_csv(RULES, schema_overrides={"valid_from": pl.Date, "valid_to": pl.Date})


def due_dates(decided_on: pl.Series, kind: str = "penalty") -> pl.DataFrame:
    """Due days of a Date column: ``due_on`` (null: unknown) and ``provisional``, in the order given.

    Args:
        decided_on: decision days; null gives null.
        kind: ``permit`` or ``penalty``.

    A due day is provisional when the next yearly notice may still move it.
    """
    rules = _rules().filter(pl.col("kind") == kind)
    calendar = working_days()
    decided = pl.DataFrame({"day": decided_on.cast(pl.Date)}).with_row_index()
    needed = pl.lit(None, pl.Int32)
    for rule in rules.iter_rows(named=True):
        ends = pl.lit(date.max) if rule["valid_to"] is None else pl.lit(rule["valid_to"])
        in_force = (pl.col("day") >= rule["valid_from"]) & (pl.col("day") < ends)
        needed = pl.when(in_force).then(pl.lit(rule["working_days"], pl.Int32)).otherwise(needed)
    due = calendar.filter("is_working_day").select(
        "working_day_no", due_on="day", provisional=pl.col("certainty") == "provisional"
    )
    return (
        decided.join(calendar.select("day", "working_day_no"), on="day", how="left")
        .with_columns(working_day_no=pl.col("working_day_no") + needed)
        .join(due, on="working_day_no", how="left")
        .sort("index")
        .select("due_on", pl.col("provisional").fill_null(value=False))
    )


def due_on(decided_on: date, kind: str = "penalty") -> Due:
    """The due day of one decision."""
    row = due_dates(pl.Series([decided_on]), kind).row(0)
    return Due(row[0], row[1])


def disclosure_state(decided_on: date, first_reported_on: date | None, as_of: date, kind: str = "penalty") -> str:
    """``on_time``, ``late``, ``pending``, ``overdue`` or, where no due day is known, ``unknown``."""
    due = due_on(decided_on, kind).due_on
    if due is None:
        return "unknown"
    if first_reported_on is not None:
        return "on_time" if first_reported_on <= due else "late"
    return "pending" if as_of <= due else "overdue"
