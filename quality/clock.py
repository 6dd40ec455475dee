"""The disclosure clock: due is the seventh working day after the decision day.

The day of the decision is not counted (民法典 第二百零一条); how many days it is comes from dated rules
(``data/disclosure_rules.csv``), judged by the one in force on the decision day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

import polars as pl

from quality.calendar import working_days
from quality.rules import DATA


@dataclass(frozen=True)
class Due:
    """When a decision must be public.

    Attributes:
        due_on: the last day in time, or None: unknown.
        provisional: whether the next yearly notice may still move the day.
        reason: why no day is known: ``no_decision_day``, ``no_rule`` (none in force that day) or
            ``calendar_ends`` (the notice for the due day is not yet published); else None.
    """

    due_on: date | None
    provisional: bool
    reason: str | None


@cache
def disclosure_rules() -> pl.DataFrame:
    """The dated rules: kind, working_days, valid_from, valid_to (that day excluded; null: in force)."""
    return pl.read_csv(
        DATA / "disclosure_rules.csv", schema_overrides={"valid_from": pl.Date, "valid_to": pl.Date}
    )


def due_dates(decided_on: pl.Series, kind: str = "penalty") -> pl.DataFrame:
    """Due days of a column of decision days.

    Args:
        decided_on: Date series; null gives an unknown due day.
        kind: ``permit`` or ``penalty``; another kind has no rule.

    Returns:
        One row for each decision, in the order given: ``due_on``, ``provisional``, ``reason``, as in `Due`.
    """
    calendar = working_days()
    allowed = _working_days_allowed(kind)
    due = calendar.filter("is_working_day").select(
        "working_day_no", due_on="day", provisional=pl.col("certainty") == "provisional"
    )
    return (
        pl.DataFrame({"day": decided_on.cast(pl.Date)})
        .with_columns(allowed=allowed)
        .join(calendar.select("day", "working_day_no"), on="day", how="left", maintain_order="left")
        .with_columns(working_day_no=pl.col("working_day_no") + pl.col("allowed"))
        .join(due, on="working_day_no", how="left", maintain_order="left")
        .select("due_on", pl.col("provisional").fill_null(value=False), reason=_reason())
    )


def _working_days_allowed(kind: str) -> pl.Expr:
    """How many working days the rule in force on ``day`` allows; null where there is none."""
    allowed = pl.lit(None, pl.Int32)
    for rule in disclosure_rules().filter(pl.col("kind") == kind).iter_rows(named=True):
        in_force = pl.col("day") >= rule["valid_from"]
        if rule["valid_to"] is not None:
            in_force &= pl.col("day") < rule["valid_to"]
        allowed = pl.when(in_force).then(pl.lit(rule["working_days"], pl.Int32)).otherwise(allowed)
    return allowed


def _reason() -> pl.Expr:
    return (
        pl.when(pl.col("due_on").is_not_null()).then(pl.lit(None, pl.String))
        .when(pl.col("day").is_null()).then(pl.lit("no_decision_day"))
        .when(pl.col("allowed").is_null()).then(pl.lit("no_rule"))
        .otherwise(pl.lit("calendar_ends"))
    )  # fmt: skip


def due_on(decided_on: date, kind: str = "penalty") -> Due:
    """The due day of one decision."""
    return Due(*due_dates(pl.Series([decided_on]), kind).row(0))


def disclosure_state(
    decided_on: date, first_reported_on: date | None, as_of: date, kind: str = "penalty"
) -> str:
    """Where a decision stands at the end of the day ``as_of`` (Asia/Shanghai).

    Args:
        decided_on: the decision day.
        first_reported_on: when its first accepted version came; a later correction does not change it.
        as_of: the day of judgement.
        kind: ``permit`` or ``penalty``.

    Returns:
        ``on_time``, ``late``, ``pending``, ``overdue`` or, where no due day is known, ``unknown``.
    """
    due = due_on(decided_on, kind).due_on
    if due is None:
        return "unknown"
    if first_reported_on is not None:
        return "on_time" if first_reported_on <= due else "late"
    return "pending" if as_of <= due else "overdue"
