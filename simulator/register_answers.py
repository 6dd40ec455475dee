"""What the registers answer: codes given, wrong and double codes, subjects, A-grade companies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from simulator.city import City
from simulator.deliveries import Delivery, no_rows
from simulator.rows import DUPLICATE, Rated, Registered, Row
from simulator.sources import judicial
from simulator.subjects import REFORM

# One byte for each subject of a register.
CODE_EVER, NUMBER_EVER, CODE_NOW, NUMBER_NOW, OPEN, LEGAL, NO_TYPE, RATED = (1 << bit for bit in range(8))
FORGET_NOW = bytes(mark & ~(CODE_NOW | NUMBER_NOW) for mark in range(256))
LIBRARIES = ("ent", "org", "gov")
MARKET, BODIES = "market_regulation_enterprises", "establishment_office_bodies"
CIVIL = "civil_affairs_social_organisations"


@dataclass(order=True)
class Bearer:
    """A row that carries a code which another row carries too."""

    at: datetime
    row: int
    unit: str = field(compare=False)


@dataclass
class Figures:
    """Numerator and denominator by unit."""

    above: Counter[str] = field(default_factory=Counter)
    below: Counter[str] = field(default_factory=Counter)

    def shown(self) -> dict[str, Any]:
        """Total and units, ready for JSON."""
        units = {
            unit: {"numerator": self.above[unit], "denominator": self.below[unit]}
            for unit in sorted(self.below)
        }
        total = {"numerator": sum(self.above.values()), "denominator": sum(self.below.values())}
        return {"total": total, "units": units}


class RegisterAnswers:
    """Observes the rows of the registers and of the A-grade list."""

    def __init__(self, city: City) -> None:
        """Count for one city."""
        self._city, world = city, city.world
        sizes = {
            MARKET: world.market_subjects,
            BODIES: world.public_bodies,
            CIVIL: world.social_organisations,
            judicial.FEED: judicial.size(world),
        }
        self._marks = {feed: bytearray(size) for feed, size in sizes.items()}
        self._library = {feed: bytearray(size) for feed, size in sizes.items()}
        self._converted, self._traders = Figures(), Figures()
        self._codes, self._wrong = Counter[str](), Counter[str]()
        self._recoded: dict[int, str] = {}  # market subjects whose row carries another code than their own
        self._watched_numbers: list[str] = []
        self._bearers: dict[str, list[Bearer]] = {body: [] for body in city.shared_bodies}

    def observer(self, delivery: Delivery) -> Callable[[int, Row], None] | None:
        """What to tell of each row of a delivery; None when it is none of a register."""
        marks = self._marks.get(delivery.feed)
        if marks is None:
            return None
        if delivery.rows is not no_rows:  # a header alone does not say that everybody is gone
            marks[:] = marks.translate(FORGET_NOW)
        newest = delivery is self._newest(delivery.feed)

        def observe(number: int, row: Row) -> None:
            truth = row.registered
            if truth is None or row.state == DUPLICATE:
                return
            self._mark(delivery.feed, row, truth)
            if newest and truth.in_operation:
                unit = self._city.catalogue.feeds[delivery.feed].department
                self._count(truth, unit, Bearer(delivery.at, number, unit))

        return observe

    def _newest(self, feed: str) -> Delivery:
        return [d for d in self._city.of_feed(feed) if d.outcome == "landed" and d.rows is not no_rows][-1]

    def _mark(self, feed: str, row: Row, truth: Registered) -> None:
        if truth.slot is None or truth.wrong_code:
            return
        marks, slot = self._marks[feed], truth.slot
        ever, now = (CODE_EVER, CODE_NOW) if truth.has_code else (NUMBER_EVER, NUMBER_NOW)
        marks[slot] |= now
        if feed == MARKET and truth.uscc and not truth.own_code:
            self._recoded[slot] = truth.uscc
        if not row.usable:
            return
        known = (
            OPEN * truth.in_operation
            | LEGAL * bool(truth.is_legal_person)
            | NO_TYPE * (truth.is_legal_person is None)
        )
        marks[slot] = marks[slot] & ~(OPEN | LEGAL | NO_TYPE) | ever | known
        self._library[feed][slot] = LIBRARIES.index(truth.library)

    def _count(self, truth: Registered, unit: str, bearer: Bearer) -> None:
        if truth.registered_on and truth.registered_on < REFORM:
            figures = self._traders if truth.is_sole_trader else self._converted
            figures.below[unit] += 1
            figures.above[unit] += truth.uscc is not None
        if truth.has_code:
            self._codes[unit] += 1
            self._wrong[unit] += truth.wrong_code
            if truth.uscc and truth.uscc[8:17] in self._bearers:
                self._bearers[truth.uscc[8:17]].append(bearer)

    def rate(self, rated: Rated) -> None:
        """A market subject stands on the A-grade list of a year."""
        if rated.year != self._city.world.as_of.year - 1:
            return
        self._marks[MARKET][rated.slot] |= RATED
        if rated.slot in self._city.watched:
            self._watched_numbers.append(rated.number)

    def converted(self) -> dict[str, Any]:
        """T02-03: subjects older than the reform that have a valid code; sole traders apart."""
        return self._converted.shown() | {"parts": {"sole_traders": self._traders.shown()["total"]}}

    def wrong_or_double(self) -> dict[str, Any]:
        """T02-04: wrong codes and every copy after the first; in the part, every copy."""
        extra, copies = Figures(Counter(self._wrong), self._codes), Figures(Counter(self._wrong), self._codes)
        for bearers in self._bearers.values():
            for place, bearer in enumerate(sorted(bearers)):
                extra.above[bearer.unit] += place > 0
                copies.above[bearer.unit] += len(bearers) > 1
        return extra.shown() | {"parts": {"all_copies": copies.shown()["total"]}}

    def rated(self) -> dict[str, Any]:
        """T15-03: companies with legal personality on the newest A-grade list."""
        for slot, code in self._recoded.items():
            self._marks[MARKET][slot] &= ~RATED
            self._marks[MARKET][slot] |= RATED * any(_means(number, code) for number in self._watched_numbers)
        found = Counter(self._marks[MARKET])
        here = {mark: count for mark, count in found.items() if _stands(mark) and mark & OPEN}
        legal = {mark: count for mark, count in here.items() if mark & LEGAL}
        rated = sum(count for mark, count in legal.items() if mark & RATED and mark & CODE_NOW)
        total = {"numerator": rated, "denominator": sum(legal.values())}
        unknown = sum(count for mark, count in here.items() if mark & NO_TYPE)
        unit = self._city.catalogue.feeds[MARKET].department
        return {"total": total, "units": {unit: total}, "enterprise_type_unknown": unknown}

    def subjects(self) -> dict[str, dict[str, int]]:
        """Subjects by library: all that were ever known, and those that stand in the newest delivery."""
        counts = {name: {"all": 0, "current": 0} for name in LIBRARIES}
        for feed, marks in self._marks.items():
            for (mark, place), number in Counter(zip(marks, self._library[feed], strict=True)).items():
                library = counts[LIBRARIES[place]]
                library["all"] += number * bool(mark & (CODE_EVER | NUMBER_EVER))  # converted: still one
                library["current"] += number * _stands(mark)
        return counts


def _means(number: str, code: str) -> bool:
    """Whether a taxpayer number is the code, or an old one with the same organisation code."""
    return number == code or (len(number) == 15 and number[6:] == code[8:17])


def _stands(mark: int) -> bool:
    """Whether a subject that became known still stands in the register under the same key."""
    by_code = mark & CODE_EVER and mark & CODE_NOW
    return bool(by_code or (mark & NUMBER_EVER and mark & NUMBER_NOW))
