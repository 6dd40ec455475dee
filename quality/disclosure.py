"""The seven-working-day rule as a pandera contract over the mart ``disclosure_clock``.

The warehouse computes due days by a seed join; this contract computes them again from the calendar library.
Where the two disagree nothing is published: a department's yearly score hangs on this column.
"""

from __future__ import annotations

import os

import polars as pl

# pandera checks only types on a LazyFrame unless told otherwise; we validate eager ones, and say so as well.
os.environ["PANDERA_VALIDATION_DEPTH"] = "SCHEMA_AND_DATA"

import pandera.polars as pa
from pandera.api.polars.types import PolarsData
from pandera.errors import SchemaErrors

from quality.clock import due_dates

KINDS = ["permit", "penalty"]
EXPECTED = {"due_on": "expected_due", "state": "expected_state"}
EXAMPLES = 5
# What a broken check of pandera's own is called; ours carry their words with them.
WORDS = {"not_nullable": "不得为空 / is empty", "field_uniqueness": "重复 / is repeated"}


def clock_breaches(clock: pl.DataFrame) -> list[str]:
    """Where the clock breaks its contract.

    Args:
        clock: the mart: record_id, kind, decided_on, first_decided_on, due_on, first_reported_on, state,
            as_of_date.

    Returns:
        One line for each broken rule: the rule, how many records, some of them. Empty: all is well.

    Raises:
        polars.exceptions.ColumnNotFoundError: a column above is missing; that is no fault of a record.
    """
    judged = _recomputed(clock)
    try:
        _schema().validate(judged, lazy=True)
    except SchemaErrors as errors:
        return _lines(judged, errors.failure_cases)
    return []


def _recomputed(clock: pl.DataFrame) -> pl.DataFrame:
    """The mart with ``expected_due`` and ``expected_state`` as this module computes them."""
    parts = [
        part.with_columns(expected_due=_due(part, str(kind)))
        for (kind,), part in clock.with_row_index("position").group_by("kind", maintain_order=True)
    ]
    dated = (
        pl.concat(parts).sort("position").drop("position")
        if parts
        else clock.with_columns(expected_due=pl.lit(None, pl.Date))
    )
    return dated.with_columns(expected_state=_state())


def _due(clock: pl.DataFrame, kind: str) -> pl.Series:
    """The day of the decision as it stands, or as first reported if that gives longer; unknown stays so."""
    now, first = (due_dates(clock[name], kind=kind)["due_on"] for name in ("decided_on", "first_decided_on"))
    return pl.select(pl.when(first > now).then(first).otherwise(now)).to_series()


def _state() -> pl.Expr:
    """The state by its definition; an exemption hangs on the procedure, which the mart does not show."""
    reported, due = pl.col("first_reported_on"), pl.col("expected_due")
    states = {
        "exempt": pl.col("state") == "exempt",
        "unknown": due.is_null(),
        "on_time": reported <= due,
        "late": reported.is_not_null(),
        "pending": pl.col("as_of_date") <= due,
        "overdue": pl.lit(value=True),
    }
    return pl.coalesce(pl.when(holds).then(pl.lit(state)) for state, holds in states.items())


def _schema() -> pa.DataFrameSchema:
    due = _agrees("due_on", "应报送日与按工作日历重算的不一致 / due day differs from the recomputed one")
    state = _agrees("state", "状态与按定义重算的不一致 / state differs from the recomputed one")
    return pa.DataFrameSchema(
        {
            "record_id": pa.Column(pl.String, unique=True),
            "kind": pa.Column(pl.String, pa.Check.isin(KINDS, error="没有这一类别 / is no known kind")),
            "decided_on": pa.Column(pl.Date),
            "first_decided_on": pa.Column(pl.Date, nullable=True),
            "due_on": pa.Column(pl.Date, due, nullable=True),
            "first_reported_on": pa.Column(pl.Date, _known_by_as_of(), nullable=True),
            "state": pa.Column(pl.String, state),
            "as_of_date": pa.Column(pl.Date),
        }
    )


def _agrees(column: str, words: str) -> pa.Check:
    """A check that a column is what was recomputed; an empty cell is compared like any other."""

    def holds(data: PolarsData) -> pl.LazyFrame:
        return data.lazyframe.select(pl.col(column).eq_missing(pl.col(EXPECTED[column])))

    return pa.Check(holds, error=words)


def _known_by_as_of() -> pa.Check:
    def holds(data: PolarsData) -> pl.LazyFrame:
        return data.lazyframe.select(pl.col("first_reported_on") <= pl.col("as_of_date"))

    return pa.Check(holds, error="首次报送日晚于数据日期 / is after the as-of date")


def _lines(judged: pl.DataFrame, cases: pl.DataFrame) -> list[str]:
    """One readable line for each broken check, with records in the order of the mart."""
    lines = []
    for (column, check), part in cases.group_by("column", "check", maintain_order=True):
        rows = part["index"].drop_nulls().unique().sort()
        words = WORDS.get(str(check), str(check))
        # a fault of the column's type has no row
        some = ", ".join(_example(judged, row, str(column)) for row in rows.head(EXAMPLES))
        records = f": {len(rows)} 条 / records: {some}" if len(rows) else ""
        lines.append(f"{column}: {words}{records}")
    return lines


def _example(judged: pl.DataFrame, row: int, column: str) -> str:
    """A record by its id, with what stands there and what should, where that is known."""
    record = judged.row(row, named=True)
    name = record["record_id"] or f"row {row + 1}"
    if column not in EXPECTED:
        return str(name)
    return f"{name} ({record[column]}, 应为 / should be {record[EXPECTED[column]]})"
