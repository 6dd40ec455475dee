"""What a scorecard is worked out from, found again in plain Python: things due, and whether they were done.

Written from the rubric's words, not from the SQL.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from ingest.catalogue import Feed
from simulator.facts import Facts, Told, seed
from simulator.lines.disclosure import WORDS, Decision, decisions, plain, told_numbers

MONTHS, REPORT_DAY = 3, 10
PERIOD_MONTHS = {"month": 1, "quarter": 3, "half-year": 6, "year": 12}
DISCLOSED = {"administrative_permit": "行政许可", "administrative_penalty": "行政处罚"}
Place = tuple[str, str, str]  # month, unit, item


@dataclass(frozen=True)
class Thing:
    """Something an item is worked out from: how much of it was due, and whether it was done."""

    name: str | None
    weight: int
    done: bool


@dataclass(frozen=True)
class Month:
    """A judged month."""

    first: date
    until: date

    @property
    def name(self) -> str:
        """As it is written."""
        return f"{self.first:%Y-%m}"

    @property
    def before(self) -> date:
        """First day of the month before."""
        return (self.first - timedelta(days=1)).replace(day=1)

    def holds(self, day: date | None) -> bool:
        """Whether a day lies in the judged part."""
        return day is not None and self.first <= day <= self.until


@dataclass(frozen=True)
class Period:
    """A period a delivery answers for: from the day after it to the end of the next one."""

    name: str
    opens: date
    due: date
    closes: date


def periods(feed: Feed, month: Month) -> Iterator[Period]:
    """The periods whose delivery was due in a month."""
    last = _last_day(month.first)
    if feed.cadence == "week":
        for number in range(32 + 2 * feed.due_day):
            monday = last - timedelta(days=number - feed.due_day)
            due = monday + timedelta(days=feed.due_day - 1)
            if monday.weekday() == 0 and month.first <= due <= last:
                closes = monday + timedelta(days=max(7, feed.due_day) - 1)
                yield Period((monday - timedelta(days=7)).isoformat(), monday, due, closes)
        return
    length = PERIOD_MONTHS[feed.cadence]
    if (month.first.month - 1) % length == 0:
        start = _months_back(month.first, length)
        due = month.first.replace(day=min(feed.due_day, last.day))
        closes = _months_back(month.first, -length) - timedelta(days=1)
        yield Period(f"{start:%Y-%m}", month.first, due, closes)


@dataclass(frozen=True)
class Card:
    """What the scorecards of a day are counted from; files and faults as the answer file lists them."""

    facts: Facts
    files: list[dict[str, Any]]
    faults: list[dict[str, Any]]

    @cached_property
    def months(self) -> list[Month]:
        """The month of the day and the two before it that have data."""
        found = {date.fromisoformat(file["received_on"]).replace(day=1) for file in self._arrived}
        found.add(self.facts.month_start)
        newest = sorted(found)[-MONTHS:]
        return [Month(first, min(self.facts.as_of, _last_day(first))) for first in newest]

    @cached_property
    def _arrived(self) -> list[dict[str, Any]]:
        day = self.facts.as_of.isoformat()
        return [f for f in self.files if f["received_on"] <= day and f["state"] in ("landed", "stopped")]

    @cached_property
    def _read(self) -> list[dict[str, Any]]:
        """Files that said something; rows sent back are answers, and judged as they were first sent."""
        landed = [f for f in self._arrived if f["state"] == "landed" and not f["is_return"]]
        return [file for file in landed if file["rows_read"]]

    @cached_property
    def _said(self) -> list[dict[str, Any]]:
        """Files that deliver: rows, or that there are none, or a whole list once more as it was."""
        day, feeds = self.facts.as_of.isoformat(), self.facts.catalogue.feeds
        came = [f for f in self.files if f["state"] != "stopped" and f["received_on"] <= day]
        nothing = [file for file in came if file["nil_return"]]
        again = [file for file in came if file["state"] == "ignored duplicate"]
        return [*self._read, *nothing, *(file for file in again if feeds[file["feed"]].mode == "full")]

    def _unit_of(self, feed: str) -> str:
        return self.facts.unit(self.facts.catalogue.feeds[feed].department)

    def things(self) -> dict[Place, list[Thing]]:
        """Everything judged, by month, unit and item."""
        found: dict[Place, list[Thing]] = defaultdict(list)
        for month in self.months:
            for source in (self._punctual, self._rows, self._decided, self._produced, self._reports):
                for unit, item, thing in source(month):
                    found[month.name, unit, item].append(thing)
        return found

    def _punctual(self, month: Month) -> Iterator[tuple[str, str, Thing]]:
        """Deliveries by their day, and lists at all."""
        for feed in self.facts.catalogue.feeds.values():
            if feed.standard in DISCLOSED:
                continue
            unit = self._unit_of(feed.name)
            for period in periods(feed, month):
                came = self._came(feed.name, period)
                is_over = self.facts.as_of > period.due
                name = f"{feed.name} {period.name}"
                if came or is_over:
                    yield unit, "timeliness_feeds", Thing(name, 1, came is not None and came <= period.due)
                zero = self._declared_zero(unit, period.name)
                if feed.standard == "list_entries" and (came or zero or is_over):
                    yield unit, "lists", Thing(name, 1, came is not None or zero)

    def _came(self, feed: str, period: Period) -> date | None:
        days = [date.fromisoformat(file["received_on"]) for file in self._said if file["feed"] == feed]
        return min((day for day in days if period.opens <= day <= period.closes), default=None)

    def _declared_zero(self, unit: str, month: str) -> bool:
        return any(
            told["matter"] == "T04-02"
            and told["month"] == month
            and self.facts.unit(told.text("unit")) == unit
            for told in self.facts.current("zero_reports")
        )

    def _rows(self, month: Month) -> Iterator[tuple[str, str, Thing]]:
        """Rows read: taken in, complete, right."""
        for file in self._read:
            if not month.holds(date.fromisoformat(file["received_on"])):
                continue
            unit, read = self._unit_of(file["feed"]), int(file["rows_read"])
            empty, wrong = self._bad[file["feed"], file["file"]]
            for item, good in (
                ("valid_entry", file["accepted"] + file["repaired"]),
                ("completeness", read - empty),
                ("accuracy", read - wrong),
            ):
                yield unit, item, Thing(None, good, done=True)
                yield unit, item, Thing(None, read - good, done=False)

    @cached_property
    def _bad(self) -> dict[tuple[str, str], tuple[int, int]]:
        """Rows with an empty required cell, rows that fail another check, by file."""
        holding = {row["rule_id"] for row in seed_of_rules() if row["severity"] in ("question", "reject")}
        empty: dict[tuple[str, str], set[tuple[str | None, int]]] = defaultdict(set)
        wrong: dict[tuple[str, str], set[tuple[str | None, int]]] = defaultdict(set)
        for fault in self.faults:
            if fault["rule"] in holding:
                into = empty if fault["rule"] == "REQUIRED" else wrong
                into[fault["feed"], fault["file"]].add((fault["sheet"], fault["row"]))
        counts: dict[tuple[str, str], tuple[int, int]] = defaultdict(lambda: (0, 0))
        counts |= {file: (len(empty[file]), len(wrong[file])) for file in {*empty, *wrong}}
        return counts

    @cached_property
    def _decisions(self) -> list[Decision]:
        return list(decisions(self.facts))

    def _decided(self, month: Month) -> Iterator[tuple[str, str, Thing]]:
        """Decisions whose seventh working day fell in the month."""
        for decision in self._decisions:
            if decision.state in ("on_time", "late", "overdue") and month.holds(decision.due_on):
                on_time = decision.state == "on_time"
                name = decision.told.text("document_no")
                yield decision.unit, "timeliness_disclosure", Thing(name, 1, on_time)

    def _duties(self) -> set[tuple[str, str]]:
        feeds = self.facts.catalogue.feeds.values()
        return {(self._unit_of(f.name), DISCLOSED[f.standard]) for f in feeds if f.standard in DISCLOSED}

    def _produced(self, month: Month) -> Iterator[tuple[str, str, Thing]]:
        """What was decided in the month before, by ledger or monthly report, and what of it was reported."""
        told = told_numbers(self.facts)
        ledgers = list(self._ledgers(month))
        for unit, kind, entry in ledgers:
            if (unit, WORDS[kind]) in self._duties():
                number = entry.text("document_no")
                yield unit, "volume", Thing(number, 1, (kind, unit, plain(number)) in told)
        kept = {(unit, WORDS[kind]) for unit, kind, _ in ledgers}
        for (unit, kind), report in self._reported(month).items():
            if (unit, kind) in kept or (unit, kind) not in self._duties():
                continue
            produced = int(report.text("produced"))
            arrived = sum(
                1
                for d in self._decisions
                if (d.unit, WORDS[d.kind]) == (unit, kind)
                and d.decided_on.replace(day=1) == month.before
                and d.change != "deleted"
            )
            yield unit, "volume", Thing(None, min(produced, arrived), done=True)
            yield unit, "volume", Thing(None, max(produced - arrived, 0), done=False)

    def _ledgers(self, month: Month) -> Iterator[tuple[str, str, Told]]:
        for kind, standard in (("permit", "approval_ledger"), ("penalty", "enforcement_ledger")):
            for entry in self.facts.current(standard):
                day = entry.day_of("decided_on")
                simple = entry["procedure"] == "简易"
                if entry["document_no"] and day and day.replace(day=1) == month.before and not simple:
                    yield self.facts.unit(entry.text("unit")), kind, entry

    def _reported(self, month: Month) -> dict[tuple[str, str], Told]:
        return {
            (self.facts.unit(told.text("unit")), told.text("kind")): told
            for told in self.facts.current("disclosure_monthly_reports")
            if told["month"] == f"{month.before:%Y-%m}"
        }

    def _reports(self, month: Month) -> Iterator[tuple[str, str, Thing]]:
        """The monthly report about the month before, handed in by its day."""
        feeds = {feed.name for feed in self.facts.catalogue.feeds_of("disclosure_monthly_reports")}
        handed_on = any(
            file["feed"] in feeds and file["received_on"] >= month.first.isoformat() for file in self._read
        )
        first: dict[tuple[str, str], date] = {}
        for told in self.facts.rows("disclosure_monthly_reports"):
            if told["month"] == f"{month.before:%Y-%m}":
                key = (self.facts.unit(told.text("unit")), told.text("kind"))
                day = told.day_of("submitted_on") or told.day
                first[key] = min(day, first.get(key, day))
        due = month.first.replace(day=REPORT_DAY)
        for unit, kind in self._duties():
            handed_in = first.get((unit, kind))
            if handed_in or (handed_on and self.facts.as_of > due):
                yield (
                    unit,
                    "monthly_report",
                    Thing(f"{kind} {month.before:%Y-%m}", 1, handed_in is not None and handed_in <= due),
                )


def seed_of_rules() -> list[dict[str, str]]:
    """The rules of landing."""
    return seed("../../quality/data/quality_rules")


def _last_day(first: date) -> date:
    return _months_back(first, -1) - timedelta(days=1)


def _months_back(first: date, months: int) -> date:
    number = first.year * 12 + first.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)
