"""The delivered files as one book to look things up in: rows, newest versions, subjects, units, items."""

from __future__ import annotations

import csv
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path

from chinese_calendar import is_workday

from ingest.catalogue import Catalogue
from ingest.settings import SHANGHAI
from simulator.facts import Told

SEEDS = Path(__file__).resolve().parents[3] / "dbt_project" / "seeds"


@dataclass(frozen=True)
class Member:
    """A published member of a line."""

    indicator: str
    unit: str
    part: str | None
    item: str | None
    subject: str | None
    record: str | None
    feed: str | None
    file: str | None
    row: int | None


def working_day(day: date, number: int) -> date:
    """The n-th working day after a day."""
    while number:
        day += timedelta(days=1)
        number -= is_workday(day)
    return day


def bare(text: object) -> str:
    """A document number or name without what keyboards vary."""
    return str(text or "").translate(str.maketrans("〔［[【（〕］]】）", "((((()))))", " \u3000")).upper()


@dataclass(frozen=True, eq=False)
class Book:
    """Everything the files said by a day."""

    root: Path
    catalogue: Catalogue
    as_of: date
    told: tuple[Told, ...]

    @property
    def month(self) -> date:
        """First day of the month."""
        return self.as_of.replace(day=1)

    @property
    def quarter(self) -> date:
        """First day of the quarter."""
        return date(self.as_of.year, 3 * ((self.as_of.month - 1) // 3) + 1, 1)

    @property
    def year(self) -> date:
        """First day of the year."""
        return date(self.as_of.year, 1, 1)

    def within(self, first: date, day: object) -> bool:
        """Whether a day lies between one and the as-of day."""
        return isinstance(day, date) and first <= day <= self.as_of

    def not_over(self, day: object) -> bool:
        """Whether something with a last day still holds; without one it does."""
        return not isinstance(day, date) or day >= self.as_of

    @cached_property
    def _places(self) -> dict[tuple[str | None, str | None, int | None], Told]:
        return {(told.feed, told.file, told.row): told for told in self.told}

    def at(self, member: Member) -> Told | None:
        """The row a member names."""
        return self._places.get((member.feed, member.file, member.row))

    @cached_property
    def _by_standard(self) -> dict[str, list[Told]]:
        found: dict[str, list[Told]] = defaultdict(list)
        for told in self.told:
            if told.state != "duplicate":
                found[told.standard].append(told)
        return found

    def all(self, standard: str) -> list[Told]:
        """Every row, held ones too; no copies."""
        return self._by_standard.get(standard, [])

    def good(self, standard: str) -> list[Told]:
        """Every row that became a record, in the order they came."""
        return [told for told in self.all(standard) if told.usable]

    @cached_property
    def _last(self) -> dict[str, datetime]:
        return {told.feed: told.at for told in sorted(self.told, key=lambda told: told.at)}

    def key(self, told: Told) -> str:
        """A record's key by its standard."""
        parts = []
        for part in self.catalogue.standards[told.standard].key:
            names = [part] if isinstance(part, str) else part
            parts.append(next((str(told[name]) for name in names if told[name] is not None), ""))
        return "|".join(map(bare, parts))

    def now(self, standard: str) -> list[Told]:
        """The newest row of each record; of a whole list, of its newest delivery only."""
        if standard not in self._now:
            self._now[standard] = self._newest(standard)
        return self._now[standard]

    @cached_property
    def _now(self) -> dict[str, list[Told]]:
        return {}

    def _newest(self, standard: str) -> list[Told]:
        found = {}
        for told in self.good(standard):
            whole = self.catalogue.feeds[told.feed].mode == "full"
            if not whole or told.at == self._last[told.feed]:
                found[self.key(told)] = told
        return list(found.values())

    def first_known(self, told: Told) -> date:
        """The day a record was first accepted."""
        key = self.key(told)
        return min(one.day for one in self.good(told.standard) if self.key(one) == key)

    # seeds

    def seed(self, name: str) -> Iterator[dict[str, str]]:
        """Rows of a seed in force on the day."""
        with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
            for row in csv.DictReader(handle):
                if row.get("valid_from", "") <= self.as_of.isoformat() < (row.get("valid_to") or "9999"):
                    yield row

    def parameter(self, line: str, name: str) -> str:
        """A parameter of a line."""
        (found,) = [
            row["value"]
            for row in self.seed("policy/indicator_parameters")
            if (row["indicator_id"], row["parameter"]) == (line, name)
        ]
        return found

    def days(self, line: str, name: str) -> timedelta:
        """A parameter that is a number of days."""
        return timedelta(days=int(self.parameter(line, name)))

    def items(self, line: str, group: str | None = None) -> set[str]:
        """Named items of a line."""
        return {
            row["item"]
            for row in self.seed("indicators/indicator_items")
            if row["indicator_id"] == line and group in (None, row["item_group"])
        }

    def meant(self, line: str, field: object) -> set[str]:
        """The items that a field named by a department stands for."""
        named = {
            row["item"]
            for row in self.seed("indicators/item_fields")
            if (row["indicator_id"], row["field"]) == (line, field)
        }
        return named | ({str(field)} & self.items(line))

    @cached_property
    def _names(self) -> dict[str, str]:
        return {row["name"]: row["unit"] for row in self.seed("policy/unit_names")}

    def unit(self, name: object) -> str:
        """The unit a name means."""
        return self._names.get(str(name), str(name))

    # subjects

    @cached_property
    def registers(self) -> dict[str, list[Told]]:
        """Rows of each subject by key, oldest first; the key is the code, or reg- and the old number.

        Who was never registered in a row that was accepted is no subject.
        """
        found: dict[str, list[Told]] = defaultdict(list)
        for standard in self.catalogue.standards.values():
            if standard.kind == "register":
                for told in self.all(standard.name):
                    if key := told.text("key"):
                        found[key].append(told)
        return {key: rows for key, rows in found.items() if any(told.usable for told in rows)}

    def entry(self, subject: str) -> Told | None:
        """What a subject's register says of it today; None where it stands there no more."""
        rows = self.registers.get(subject, [])
        if not rows or rows[-1].at != self._last[rows[-1].feed]:
            return None
        usable = [told for told in rows if told.usable]
        newest = [told for told in usable if told.at == usable[-1].at]
        return newest[0] if newest else None  # of copies in one file the first

    def operating(self, subject: str | None) -> bool:
        """在运营."""
        entry = self.entry(subject or "")
        return entry is not None and bool(entry["in_operation"])

    def about(self, told: Told, subject: str | None) -> bool:
        """Whether a row speaks of a subject: by a number, or by its name and its head."""
        party, rows = self.catalogue.standards[told.standard].party, self.registers.get(subject or "", [])
        if party is None or not subject or not rows:
            return False
        body = subject[8:17]
        code, tax = _said(told, party.uscc), _said(told, party.tax_no)
        org = _said(told, party.org_code).replace("-", "")
        if subject in (code, tax) or (body and body in (code[8:17], org)):
            return True
        olds = {one.text("old_number") for one in rows} - {""} | {subject.removeprefix("reg-")}
        if body and len(tax) == 15 and tax[6:] == body:
            return True
        if _said(told, party.registration_no) in olds:
            return True
        if code or party.second_attribute is None:
            return False
        names = {(bare(one["name"]), bare(one["legal_representative"])) for one in rows}
        return (bare(told[party.name or ""]), bare(told[party.second_attribute.column])) in names

    def rows_about(self, standard: str, subject: str | None) -> list[Told]:
        """Newest rows of a standard that speak of a subject."""
        return [told for told in self.now(standard) if self.about(told, subject)]

    # deliveries

    def delivered(self, feed: str) -> Iterator[tuple[date, bool]]:
        """Each delivery of a feed: its day, and whether anything was accepted or nothing was declared."""
        contents: dict[str, str] = {}
        usable = {told.file for told in self.told if told.feed == feed and told.usable}
        for path in sorted((self.root / "inbox" / feed).glob("*"), key=lambda path: path.stat().st_mtime):
            day = datetime.fromtimestamp(path.stat().st_mtime, SHANGHAI).date()
            first = contents.setdefault(hashlib.sha256(path.read_bytes()).hexdigest(), path.name)
            if day <= self.as_of:
                yield day, first in usable or "无数据上报" in path.name

    # lists

    def shown(
        self, kinds: Iterable[str], references: Iterable[object], unit: str | None = None
    ) -> list[Told]:
        """Publications of a kind under one of the references, of one unit where it is given."""
        asked = {bare(reference) for reference in references if reference}
        return [
            told
            for told in self.now("portal_publications")
            if told["content_kind"] in kinds
            and bare(told["reference_no"]) in asked
            and unit in (None, self.unit(told["unit"]))
        ]

    def is_up(self, told: Told) -> bool:
        """Whether a publication is on 信用盘锦 on the day."""
        up, down = told.day_of("published_on"), told.day_of("withdrawn_on")
        lasts = down is None or down > self.as_of
        return told["channel"] == "信用盘锦" and up is not None and up <= self.as_of and lasts


def _said(told: Told, column: str | None) -> str:
    return told.text(column) if column else ""
