"""The seven-working-day rule as a pandera contract over the mart ``disclosure_clock``.

The warehouse computes due days by a seed join; this contract computes them again from the calendar library.
Where the two disagree nothing is published: a department's yearly score hangs on this column.
"""

from __future__ import annotations

import os
from typing import Any

import polars as pl

# pandera checks only types on a LazyFrame unless told otherwise; frames here are eager, and it is said as well.
os.environ["PANDERA_VALIDATION_DEPTH"] = "SCHEMA_AND_DATA"

import pandera.polars as pa  # noqa: E402 - reads the variable above when imported
from pandera.errors import SchemaErrors  # noqa: E402

from quality.clock import due_dates  # noqa: E402

STATES = ["on_time", "late", "pending", "overdue", "unknown", "exempt"]
EXAMPLES = 5


def clock_breaches(clock: pl.DataFrame) -> list[str]:
    """Where the clock breaks its contract.

    Args:
        clock: the mart: record_id, kind, decided_on, due_on, first_reported_on, state, as_of_date.

    Returns:
        One line for each broken rule: the rule, how many records, some of them. Empty: all is well.
    """
    try:
        _schema().validate(_recomputed(clock), lazy=True)
    except SchemaErrors as errors:
        return _lines(clock, errors.failure_cases)
    return []


def _recomputed(clock: pl.DataFrame) -> pl.DataFrame:
    """The mart with the due day and the state as this module computes them."""
    parts = [
        part.with_columns(expected_due=due_dates(part["decided_on"], kind=str(kind))["due_on"])
        for (kind,), part in clock.with_row_index("position").group_by("kind", maintain_order=True)
    ]
    if not parts:
        return clock.with_columns(expected_due=pl.lit(None, pl.Date), expected_state=pl.lit(None, pl.String))
    reported, due = pl.col("first_reported_on"), pl.col("expected_due")
    state = (
        pl.when(pl.col("state") == "exempt").then(pl.lit("exempt"))
        .when(due.is_null()).then(pl.lit("unknown"))
        .when(reported.is_not_null()).then(pl.when(reported <= due).then(pl.lit("on_time")).otherwise(pl.lit("late")))
        .when(pl.col("as_of_date") <= due).then(pl.lit("pending"))
        .otherwise(pl.lit("overdue"))
    )  # fmt: skip
    return pl.concat(parts).sort("position").drop("position").with_columns(expected_state=state)


def _schema() -> pa.DataFrameSchema:
    return pa.DataFrameSchema(
        {
            "record_id": pa.Column(pl.String, unique=True, nullable=False),
            "kind": pa.Column(pl.String, pa.Check.isin(["permit", "penalty"])),
            "state": pa.Column(pl.String, pa.Check.isin(STATES)),
            "decided_on": pa.Column(pl.Date, nullable=True),
        },
        checks=[_same("due_on", "expected_due"), _same("state", "expected_state")],
    )


def _same(column: str, expected: str) -> pa.Check:
    def holds(data: Any) -> pl.LazyFrame:
        return data.lazyframe.select(pl.col(column).eq_missing(pl.col(expected)))

    return pa.Check(holds, name=f"{column} is what the calendar library gives", error=column)


def _lines(clock: pl.DataFrame, cases: pl.DataFrame) -> list[str]:
    lines = []
    for (check, column), part in cases.group_by("check", "column", maintain_order=True):
        rows = part["index"].drop_nulls()
        some = ", ".join(clock["record_id"].gather(rows.head(EXAMPLES)).to_list()) if len(rows) else ""
        lines.append(f"{column or check}: {check}: {part.height} 条 / records: {some}")
    return lines
