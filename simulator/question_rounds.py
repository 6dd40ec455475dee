"""Questions and what became of them: rows sent back in a return workbook, and what people decided.

Of five counties one answers its refused permit, one sends it back as wrong as it was, one is told that it may
stand, one is told so and then that it may not; the question of the last is given to another office. Ids of
rows are written as the guide of the workbook describes them, not by the program that reads them.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ingest.catalogue import Catalogue
from simulator.containers import write
from simulator.decided import city_decisions
from simulator.decisions import Decisions
from simulator.deliveries import Delivery, moment
from simulator.further_decisions import FAULTY, RETURNED
from simulator.plan import Plan
from simulator.rows import Row
from simulator.shapes import Layout, Shape, lines
from simulator.subjects import World

ANSWERS, STILL_WRONG = RETURNED
IGNORED = "shuangtaizi_permits"
REOPENED, HANDED_ON = "liaodongwan_permits", "xinglongtai_permits"
DECISIONS_FEED, OFFICE, AUTHOR = "credit_centre_decisions", "市审批局", "信用中心孙工"
SENT_BACK_BEFORE, DECIDED_BEFORE = 12, (10, 4)  # days before the as-of day
ROW_ID, ID_TITLE = "row_id", "四库退件行号"
WHY = "附件另行公示，内容依规定不填"


@dataclass(frozen=True)
class Asked:
    """A row that was refused: in which delivery, which batch, at which row, by which rule."""

    delivery: Delivery
    batch_id: str
    row: int
    rule: str
    column: str
    refused: Row

    @property
    def row_id(self) -> str:
        """What stands beside the row in its return workbook; text files have no sheet."""
        place = f"{self.delivery.feed}:{self.batch_id}::{self.row}"
        return f"{place}:{hashlib.sha256(place.encode()).hexdigest()[:4]}"


@dataclass(frozen=True)
class Rounds:
    """What is asked in a world and who does what about it."""

    world: World
    catalogue: Catalogue

    def asked(self) -> dict[str, Asked]:
        """The question of each of the five feeds; a city too small for the faulty row has none."""
        plan = Plan(self.world, self.catalogue)
        decisions = city_decisions(self.world, plan.changes())
        feeds = {ANSWERS, STILL_WRONG, IGNORED, REOPENED, HANDED_ON}
        faulty = {(of.feed, _delivery_of(of)) for of in decisions.values() if of.feed in feeds}
        number: dict[str, int] = {}
        found = {}
        for delivery in plan.decisions(decisions):
            number[delivery.feed] = number.get(delivery.feed, 0) + 1
            if (delivery.feed, number[delivery.feed]) in faulty:
                found[delivery.feed] = _first_refused(delivery)
        return found

    def sent_back(self, asked: dict[str, Asked]) -> Iterator[Delivery]:
        """The return workbooks as the departments save them."""
        for minute, feed in enumerate((ANSWERS, STILL_WRONG)):
            if feed in asked:
                yield self._sent_back(asked[feed], minute)

    def _sent_back(self, asked: Asked, minute: int) -> Delivery:
        feed = asked.delivery.feed
        standard = self.catalogue.standards[self.catalogue.feeds[feed].standard]
        layout = Layout(asked.delivery.layout.titles | {ROW_ID: ID_TITLE})

        def rows() -> Iterator[Row]:
            yield self._corrected(asked) if feed == ANSWERS else _with_id(asked.refused, asked)

        at = moment(self.world, SENT_BACK_BEFORE, 15, minute)
        shape = Shape("xlsx", ".xlsx", sheet=standard.title)
        return Delivery(feed, f"退件改正{at:%Y.%m.%d}.xlsx", at, shape, layout, rows, is_return=True)

    def _corrected(self, asked: Asked) -> Row:
        decisions = city_decisions(self.world, Plan(self.world, self.catalogue).changes())[ANSWERS]
        return _with_id(decisions.row(self.world, FAULTY, _delivery_of(decisions)), asked)

    def expected(self) -> list[dict[str, Any]]:
        """How each question stands on the as-of day."""
        asked = self.asked()
        told = [self._standing(one) for one in asked.values()]
        again = [back for back in self.sent_back(asked) if back.feed == STILL_WRONG]
        told += [self._asked_anew(self._standing(asked[STILL_WRONG]), back) for back in again]
        return told

    @staticmethod
    def _asked_anew(earlier: dict[str, Any], back: Delivery) -> dict[str, Any]:
        """The question of the row that came back as it was: of its own batch, below the header."""
        place = {"file": back.file, "sheet": back.shape.sheet, "row": 2}
        return earlier | place | {"rounds": 0, "asked_on": back.day.isoformat()}

    def _standing(self, one: Asked) -> dict[str, Any]:
        feed = one.delivery.feed
        first, second = (moment(self.world, days, 10, 0).date() for days in DECIDED_BEFORE)
        back = moment(self.world, SENT_BACK_BEFORE, 15, 0).date()
        said: dict[str, Any] = {"state": "open", "owner": self.catalogue.feeds[feed].department, "rounds": 0}
        if feed == ANSWERS:
            said |= {"state": "answered", "rounds": 1, "closed_on": back.isoformat(), "answer_row": 2}
        elif feed == STILL_WRONG:
            said |= {"rounds": 1}
        elif feed == IGNORED:
            said |= {"state": "ignored", "closed_on": first.isoformat(), "decided_by": AUTHOR, "reason": WHY}
        elif feed == REOPENED:
            said |= {"decided_by": AUTHOR, "reason": "附件未见公示", "decided_on": second.isoformat()}
        else:
            said |= {"owner": OFFICE}
        place = {"feed": feed, "file": one.delivery.file, "sheet": None, "row": one.row}
        asked_on = {"asked_on": one.delivery.day.isoformat()}
        return place | {"rule": one.rule, "column": one.column} | asked_on | said


def _delivery_of(of: Decisions) -> int:
    return of.delivery_of(FAULTY) if of.size > FAULTY else 0


def _with_id(row: Row, asked: Asked) -> Row:
    row.cells[ROW_ID] = asked.row_id
    return row


def _first_refused(delivery: Delivery) -> Asked:
    """The refused row, and the batch its file will be: the file is written once more, aside."""
    seen: list[tuple[int, Row]] = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / delivery.file
        observed = lines(delivery.layout, delivery.rows(), lambda *place: seen.append(place))
        write(path, delivery.shape, observed)
        batch_id = hashlib.sha256(path.read_bytes()).hexdigest()[:16]
    number, row = next((number, row) for number, row in seen if not row.usable)
    (fault,) = row.faults
    return Asked(delivery, batch_id, delivery.shape.number(number), str(fault.rule), str(fault.column), row)


def decisions_of(asked: dict[str, Asked], last: date, day: date) -> Iterator[dict[str, Any]]:
    """What was decided on that day: at first what may stand, then second thoughts and a wrong reference."""
    first = last == date.min
    for feed, one in asked.items():
        place = {"feed": feed, "batch": one.batch_id, "row_no": str(one.row), "rule_id": one.rule}
        who = {"author": AUTHOR, "decided_on": day}
        if feed in (IGNORED, REOPENED) and first:
            yield place | who | {"decision": "忽略", "reason": WHY}
        elif feed == REOPENED:
            yield place | who | {"decision": "重新打开", "reason": "附件未见公示"}
        elif feed == HANDED_ON and first:
            yield place | who | {"decision": "转办", "assigned_to": OFFICE, "reason": "由市级审批"}
        elif feed == IGNORED:
            nowhere = {"row_no": str(one.row + 1), "rule_id": None}  # that row was accepted
            yield place | who | nowhere | {"decision": "忽略", "reason": WHY}
