"""The answer file: counted in plain Python from the simulator's own objects, while they are written.

Memory is bounded: per market subject one byte, per person one byte, and a list only of what was planted.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from simulator.city import City
from simulator.clock import Clock
from simulator.deliveries import Delivery
from simulator.facts import Facts, Told
from simulator.hidden import omissions
from simulator.lines.chapters import line_answers
from simulator.portal_answers import portal
from simulator.question_rounds import Rounds
from simulator.register_answers import RegisterAnswers
from simulator.registers import district_of
from simulator.rows import STATES, Cell, Fault, Row, Says
from simulator.scorecard_answers import scorecard
from simulator.sources.evidence_documents import document_states

# How long a department may be silent (days) before it no longer counts as connected.
LONGEST_SILENCE = {"day": 7, "week": 14, "month": 62, "quarter": 184, "half-year": 366, "year": 500}
PERSONS_OF_THEIR_OWN = 64
# The lines are counted from every row, kept in memory. A city larger than this is there to be fast with; only
# what is counted on the way is answered of it.
ANSWERED_UP_TO = 50
FILED = {"是": True, "有": True, "否": False, "无": False}


class Ledger:
    """Sees every row on its way into a file, and knows the answers at the end."""

    def __init__(self, city: City) -> None:
        """Count for one city."""
        self._city = city
        self._files: list[dict[str, Any]] = []
        self._faults: list[dict[str, Any]] = []
        self._persons = bytearray(city.world.persons + PERSONS_OF_THEIR_OWN)
        self._clock = Clock(city.world.as_of, city.corrected, city.revoked)
        self._registers = RegisterAnswers(city)
        self._told: list[Told] = []
        self._landed: list[tuple[str, datetime, dict[str, Any]]] = []

    def open(self, delivery: Delivery) -> Callable[[int, Row], None]:
        """Begin a file; returns what has to be told of each row: its number in the file and the row."""
        states = dict.fromkeys(STATES, 0)
        self._files.append(
            {
                "feed": delivery.feed,
                "file": delivery.file,
                "received_on": delivery.day.isoformat(),
                "state": delivery.outcome,
                "stop_rule": delivery.stop_rule,
                "fault": delivery.zh or None,
                "nil_return": delivery.nil_return,
                "is_return": delivery.is_return,
                "rows_read": 0,
                **states,
            }
        )
        if delivery.outcome != "landed":
            return lambda _number, _row: None
        file = self._files[-1]
        self._landed.append((delivery.feed, delivery.at, file))
        seen_by_register = self._registers.observer(delivery)
        standard = self._city.catalogue.feeds[delivery.feed].standard

        def observe(number: int, row: Row) -> None:
            file["rows_read"] += 1
            file[row.state] += 1
            for fault in row.faults:
                self._plant(delivery, number, row.state, fault)
            self._tell(delivery, standard, number, row)
            if row.person is not None and row.usable:
                self._persons[row.person] = 1
            if row.decided:
                self._clock.observe(row.decided, delivery.day, accepted=row.usable)
            if seen_by_register:
                seen_by_register(number, row)
            elif row.rated and row.usable:
                self._registers.rate(row.rated)

        return observe

    def _tell(self, delivery: Delivery, standard: str, number: int, row: Row) -> None:
        if self._city.world.scale <= ANSWERED_UP_TO and (said := says(row)):
            place = (delivery.feed, delivery.file, _sheet(delivery), number)
            self._told.append(Told(standard, *place, delivery.at, row.state, said))

    def _plant(self, delivery: Delivery, number: int, state: str, fault: Fault) -> None:
        self._faults.append(
            {
                "feed": delivery.feed,
                "file": delivery.file,
                "sheet": _sheet(delivery),
                "row": number,
                "column": fault.column,
                "rule": fault.rule,
                "state": state,
                "fault": fault.zh,
            }
        )

    def rows_of(self, delivery: Delivery) -> int:
        """Rows counted in a file so far."""
        return next(
            int(file["rows_read"])
            for file in self._files
            if (file["feed"], file["file"]) == (delivery.feed, delivery.file)
        )

    def answers(self) -> dict[str, Any]:
        """Everything that is known of the city, ready for JSON."""
        world = self._city.world
        subjects: dict[str, Any] = self._registers.subjects()
        subjects["per"] = {"all": sum(self._persons)}
        return {
            "city": {"seed": world.chance.seed, "scale": world.scale, "as_of": world.as_of.isoformat()},
            "files": self._files,
            "faults": self._faults,
            "subjects": subjects,
            "lines": self._lines(),
            "documents": {day.isoformat(): document_states(world.as_of, day) for day in self.asked_days()},
            "scorecard": self._scorecards(),
            "omissions": self._omissions(),
            "questions": Rounds(world, self._city.catalogue).expected(),
            "portal": self._portal(),
            "clock": self._clock.states(),
            "indicators": {
                "T02-02": self._collected(),
                "T02-03": self._registers.converted(),
                "T02-04": self._registers.wrong_or_double(),
                "T04-01": self._clock.on_time(self.facts(world.as_of).unit),
                "T15-03": self._registers.rated(),
            },
        }

    def _omissions(self) -> dict[str, Any]:
        world = self._city.world
        if world.scale > ANSWERED_UP_TO:
            return {}
        return omissions(world, self._city.decisions, self.facts(world.as_of))

    def _portal(self) -> dict[str, Any]:
        if self._city.world.scale > ANSWERED_UP_TO:
            return {}
        return portal(self.facts, self._city.world.as_of)

    def _lines(self) -> dict[str, Any]:
        if self._city.world.scale > ANSWERED_UP_TO:
            return {}
        return {day.isoformat(): line_answers(self.facts(day)) for day in self.asked_days()}

    def _scorecards(self) -> dict[str, Any]:
        if self._city.world.scale > ANSWERED_UP_TO:
            return {}
        return {
            day.isoformat(): scorecard(self.facts(day), self._files, self._faults)
            for day in self.asked_days()
        }

    def asked_days(self) -> tuple[date, date]:
        """The days the lines are answered for: the as-of day and the end of the month before it."""
        as_of = self._city.world.as_of
        return as_of, as_of.replace(day=1) - timedelta(days=1)

    def facts(self, day: date) -> Facts:
        """What was said by the end of a day."""
        landed = tuple((feed, at, int(file["rows_read"])) for feed, at, file in self._landed)
        return Facts(self._city.world, self._city.catalogue, day, tuple(self._told), landed)

    def _collected(self) -> dict[str, Any]:
        """T02-02 for departments that have a feed; which other units are named is policy."""
        feeds: dict[str, list[str]] = defaultdict(list)
        for feed in self._city.catalogue.feeds.values():
            feeds[feed.department].append(feed.name)
        reasons = {unit: self._best_reason(names) for unit, names in sorted(feeds.items())}
        connected = Counter(reasons.values())["connected_and_collected"]
        return {"numerator": connected, "departments_with_feeds": len(reasons), "reasons": reasons}

    def _best_reason(self, feeds: list[str]) -> str:
        order = ("connected_and_collected", "nothing_accepted", "too_old", "nothing_arrived")
        return min((self._reason(feed) for feed in feeds), key=order.index)

    def _reason(self, feed: str) -> str:
        silence = LONGEST_SILENCE[self._city.catalogue.feeds[feed].cadence]
        files = [file for file in self._files if file["feed"] == feed]
        as_of = self._city.world.as_of
        recent = [f for f in files if (as_of - date.fromisoformat(f["received_on"])).days <= silence]
        if any(f["accepted"] + f["repaired"] for f in recent):
            return "connected_and_collected"
        if recent:
            return "nothing_accepted"
        return "too_old" if files else "nothing_arrived"


def _sheet(delivery: Delivery) -> str | None:
    return delivery.shape.place


def says(row: Row) -> dict[str, Says] | None:
    """What a row says that answers may ask: its own word, or the truth kept beside a register's row."""
    if row.says is not None:
        return row.says
    if row.rated:
        return {"taxpayer_no": row.rated.number, "rating_year": str(row.rated.year)}
    if "document_no" in row.cells:
        return _decided(row)
    truth = row.registered
    if truth is None:
        return None
    cells = row.cells
    old = cells.get("registration_no") or cells.get("certificate_no") or cells.get("licence_no")
    key = truth.uscc if truth.has_code else (f"reg-{old}" if old else None)
    address = str(row.cells.get("address") or "")
    return {
        "key": None if truth.wrong_code else key,
        "name": str(row.cells.get("name") or ""),
        "uscc": truth.uscc,
        "code": str(cells["uscc"]) if cells.get("uscc") else None,  # as it stands there, right or wrong
        "code_state": "none" if not truth.has_code else "wrong" if truth.wrong_code else "right",
        "old_number": str(old) if old else None,
        "legal_representative": str(cells.get("legal_representative") or cells.get("head") or "") or None,
        "in_operation": truth.in_operation,
        "registered_on": truth.registered_on,
        "is_sole_trader": truth.is_sole_trader,
        "is_legal_person": truth.is_legal_person,
        "library": truth.library,
        # of institutions of the justice bureau: kind, credit file, grade
        "type_name": truth.type_name,
        "has_file": FILED.get(str(cells.get("has_file") or "")),
        "grade": str(cells.get("grade") or "") or None,
        "district": district_of(truth.uscc or str(row.cells.get("registration_no") or ""), address),
    }


def _decided(row: Row) -> dict[str, Says] | None:
    """A permit or penalty: which decision it is, and what stands in the cells that others refer to.

    A row that does not let anyone know its day is still a row that was reported; a template's sample is none.
    """
    if any(fault.rule == "ROW-SAMPLE" for fault in row.faults):
        return None
    truth, number, authority = row.decided, row.cells["document_no"], row.cells.get("authority")
    party: Mapping[str, Cell] = truth.party if truth else {}
    said: dict[str, Says] = {
        "decision": truth.number if truth else None,
        "kind": truth.kind if truth else None,
        "authority": str(authority) if authority else None,
        "authority_uscc": str(row.cells.get("authority_uscc") or "") or None,
        "document_no": None if number is None else str(number),
        "decided_on": truth.decided_on if truth else None,
        "exempt": truth.exempt if truth else None,
        "said_on": truth.said_on if truth else None,
        "change": truth.change if truth else None,
        "penalty_types": str(row.cells.get("penalty_types") or "") or None,
        "act": f"{row.cells.get('offence_type')}{row.cells.get('basis')}",
    }
    return said | {name: None if cell is None else str(cell) for name, cell in party.items()}
