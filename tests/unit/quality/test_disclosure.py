"""The contract over the disclosure clock finds each wrong due day and state, and says what is right."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from quality.disclosure import clock_breaches

COLUMNS = {
    "record_id": pl.String,
    "kind": pl.String,
    "decided_on": pl.Date,
    "first_decided_on": pl.Date,
    "due_on": pl.Date,
    "first_reported_on": pl.Date,
    "state": pl.String,
    "as_of_date": pl.Date,
    "authority": pl.String,
}
DUE = date(2026, 9, 29)  # of a decision of 2026-09-18: the 20th was worked, the 25th was off


def row(record_id: str | None = "good", **changes: Any) -> dict[str, Any]:
    """A decision reported in time, but for the changes."""
    return {
        "record_id": record_id,
        "kind": "penalty",
        "decided_on": date(2026, 9, 18),
        "first_decided_on": date(2026, 9, 18),
        "due_on": DUE,
        "first_reported_on": DUE,
        "state": "on_time",
        "as_of_date": date(2026, 10, 31),
        "authority": "盘锦市应急管理局",
    } | changes


def clock(*rows: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=COLUMNS)


def test_clock_that_is_right_has_no_breaches():
    unknown = {"decided_on": date(2026, 12, 23), "first_decided_on": None, "due_on": None, "state": "unknown"}
    year_end = date(2026, 12, 31)
    assert (
        clock_breaches(
            clock(
                row("on the last day"),
                row("permit", kind="permit"),
                row("late", first_reported_on=date(2026, 9, 30), state="late"),
                row("pending", first_reported_on=None, as_of_date=DUE, state="pending"),
                row("overdue", first_reported_on=None, as_of_date=date(2026, 9, 30), state="overdue"),
                row("exempt", first_reported_on=None, state="exempt"),
                row("put right", decided_on=date(2026, 8, 3)),
                row("put right to a later day", first_decided_on=date(2026, 8, 3)),
                row("beyond", first_reported_on=None, as_of_date=year_end, **unknown),
                row("beyond but reported", first_reported_on=year_end, as_of_date=year_end, **unknown),
            )
        )
        == []
    )


def test_clock_without_rows_has_no_breaches():
    assert clock_breaches(clock()) == []


@pytest.mark.parametrize(
    ("changes", "column", "told"),
    [
        ({"due_on": date(2026, 9, 28)}, "due_on", "bad (2026-09-28, 应为 / should be 2026-09-29)"),
        ({"due_on": None}, "due_on", "bad (None, 应为 / should be 2026-09-29)"),
        ({"state": "late"}, "state", "bad (late, 应为 / should be on_time)"),
        ({"first_reported_on": date(2026, 9, 30)}, "state", "bad (on_time, 应为 / should be late)"),
        (
            {"first_reported_on": None, "state": "pending"},
            "state",
            "bad (pending, 应为 / should be overdue)",
        ),
        (
            {"first_reported_on": None, "state": "overdue", "as_of_date": DUE},
            "state",
            "bad (overdue, 应为 / should be pending)",
        ),
        ({"state": "in_time"}, "state", "bad (in_time, 应为 / should be on_time)"),
        ({"first_reported_on": date(2026, 11, 1), "state": "late"}, "first_reported_on", "bad"),
        ({"state": "exempt", "due_on": None}, "due_on", "bad (None, 应为 / should be 2026-09-29)"),
        ({"as_of_date": None}, "as_of_date", "bad"),
    ],
)
def test_one_wrong_cell_is_one_line_that_names_the_record(changes: dict[str, Any], column: str, told: str):
    breaches = clock_breaches(clock(row("first"), row("bad", **changes), row("last")))
    assert len(breaches) == 1
    assert breaches[0].startswith(f"{column}: ")
    assert breaches[0].endswith(f": 1 条 / records: {told}")


def test_on_time_without_a_known_due_day_is_a_breach():
    beyond = row(
        "bad",
        decided_on=date(2026, 12, 23),
        due_on=date(2027, 1, 1),  # what Monday to Friday alone would give: a holiday
        first_reported_on=date(2026, 12, 24),
        as_of_date=date(2026, 12, 31),
    )
    breaches = clock_breaches(clock(beyond))
    assert [line.split(":")[0] for line in breaches] == ["due_on", "state"]
    assert "should be None" in breaches[0]
    assert "should be unknown" in breaches[1]


def test_record_that_stands_twice_is_a_breach():
    breaches = clock_breaches(clock(row("same"), row("other"), row("same")))
    assert breaches == ["record_id: 重复 / is repeated: 2 条 / records: same, same"]


def test_record_without_id_is_named_by_its_row():
    assert clock_breaches(clock(row(), row(None))) == [
        "record_id: 不得为空 / is empty: 1 条 / records: row 2"
    ]


@pytest.mark.parametrize("kind", ["confirmation", None])
def test_unknown_kind_is_told_beside_what_follows_from_it(kind: str | None):
    columns = [line.split(":")[0] for line in clock_breaches(clock(row("bad", kind=kind)))]
    assert columns == ["kind", "due_on", "state"]


def test_every_kind_of_breach_has_a_line_with_its_count_and_some_records():
    late = [row(f"late {n}", state="late") for n in range(7)]
    early = [
        row(f"early {n}", due_on=date(2026, 9, 28), first_reported_on=None, state="overdue") for n in range(2)
    ]
    breaches = clock_breaches(clock(*late, row(), *early))
    assert [line.split(":")[0] for line in breaches] == ["due_on", "state"]
    assert ": 2 条 / records: early 0 (" in breaches[0]
    assert ": 7 条 / records: late 0 (" in breaches[1]
    assert "late 4 (" in breaches[1]
    assert "late 5 (" not in breaches[1]


def test_column_of_another_type_is_a_breach():
    frame = clock(row()).with_columns(pl.col("decided_on").cast(pl.Datetime))
    assert clock_breaches(frame) == ["decided_on: dtype('Date')"]


def test_missing_column_is_no_fault_of_a_record():
    with pytest.raises(pl.exceptions.ColumnNotFoundError, match="decided_on"):
        clock_breaches(clock(row()).drop("decided_on"))
