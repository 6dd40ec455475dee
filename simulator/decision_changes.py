"""What becomes of decisions after they were first reported: taken back, revoked, disputed, put right."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from simulator.rows import Cell, Row

Kind = Literal["deleted", "revoked", "disputed", "renumbered", "redated", "again"]
WRONG = "误"  # what stands before a document number that is put right later
EARLIER_DAYS = 30  # a corrected day of decision by which the first report would have been late


@dataclass(frozen=True)
class Change:
    """Decision ``index`` is sent once more with a delivery, and what that row says of it."""

    index: int
    delivery: int
    kind: Kind


def as_first_sent(row: Row, kinds: set[Kind]) -> None:
    """Before it was put right, the number was another."""
    if "renumbered" in kinds:
        row.cells["document_no"] = f"{WRONG}{row.cells['document_no']}"


def as_changed(row: Row, kind: Kind, day: date) -> Row:
    """The row that says it, on the day it does."""
    cells: dict[str, Cell] = {"changed_on": day.isoformat()}
    truth = row.decided
    if truth is None:
        raise ValueError("a row without a truth cannot be changed")
    said_on = replace(truth, said_on=day)
    if kind == "deleted":
        cells |= {"operation": "2", "change_reason": "重复录入，收回"}
        said_on = replace(said_on, change="deleted")
    elif kind == "revoked":
        cells |= {"record_state": "1", "change_reason": "行政复议决定撤销"}
        said_on = replace(said_on, change="revoked")
    elif kind == "disputed":
        cells |= {"operation": "U", "record_state": "异议", "change_reason": "当事人提出异议"}
    elif kind == "renumbered":
        earlier = f"{WRONG}{row.cells['document_no']}"
        cells |= {"operation": "U", "earlier_document_no": earlier, "change_reason": "文书号录入有误"}
    elif kind == "redated" and truth.decided_on:
        moved = truth.decided_on - timedelta(days=EARLIER_DAYS)
        cells |= {"operation": "U", "decided_on": moved.isoformat(), "change_reason": "决定日期录入有误"}
        said_on = replace(said_on, decided_on=moved)
    else:
        cells |= {"operation": "I"}
    return replace(row, cells=row.cells | cells, decided=said_on)
