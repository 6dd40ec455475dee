"""What the city truly said by a day: the rows as meant, in plain Python, for whoever counts the answers.

Nothing here shares code with the warehouse: keys, newest versions, subjects and units are worked out again
from the simulator's own rows and from the seeds as files.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, cached_property
from pathlib import Path

from ingest.catalogue import Catalogue
from simulator.rows import DUPLICATE, Says
from simulator.subjects import World

SEEDS = Path(__file__).resolve().parent.parent / "dbt_project" / "seeds"


@dataclass(frozen=True, slots=True)
class Told:
    """One row of a landed file, as it is meant."""

    standard: str
    feed: str
    file: str
    sheet: str | None
    row: int
    at: datetime
    state: str
    says: dict[str, Says]

    @property
    def day(self) -> date:
        """Day of receipt in Beijing time."""
        return self.at.date()

    @property
    def usable(self) -> bool:
        """Whether it became a record."""
        return self.state in ("accepted", "repaired")

    def __getitem__(self, column: str) -> Says:
        """A value; None where the row says nothing."""
        return self.says.get(column)

    def day_of(self, column: str) -> date | None:
        """A value that is a day, None where there is none."""
        value = self.says.get(column)
        if value is not None and not isinstance(value, date):
            raise TypeError(f"{self.standard}.{column} is no day: {value!r}")
        return value

    def text(self, column: str) -> str:
        """A value as text, empty where there is none."""
        value = self.says.get(column)
        return "" if value is None else str(value)


@dataclass(frozen=True, slots=True)
class Known:
    """A subject of the registers as known on the day."""

    key: str  # the code, or reg- and the old number
    told: Told
    is_there: bool  # its key stands in the newest delivery
    department: str

    @property
    def operating(self) -> bool:
        """在运营: it stands in the register and is neither revoked nor closed."""
        return self.is_there and bool(self.told["in_operation"])


@dataclass(frozen=True)
class Facts:
    """Everything said by the end of a day."""

    world: World
    catalogue: Catalogue
    as_of: date
    told: tuple[Told, ...]  # of all days, in the order they came
    # (feed, moment, rows read): landed deliveries of all days, those that declare zero too
    deliveries: tuple[tuple[str, datetime, int], ...]

    @cached_property
    def _by_standard(self) -> dict[str, list[Told]]:
        found: dict[str, list[Told]] = defaultdict(list)
        for told in self.told:
            if told.day <= self.as_of:
                found[told.standard].append(told)
        return found

    def rows(self, standard: str) -> list[Told]:
        """Every usable row of a standard received by the day, in the order they came."""
        return [told for told in self._by_standard.get(standard, ()) if told.usable]

    def every(self, standard: str) -> list[Told]:
        """Every row of a standard received by the day, in whatever state; but no row that repeats one."""
        return [told for told in self._by_standard.get(standard, ()) if told.state != DUPLICATE]

    def current(self, standard: str) -> list[Told]:
        """The newest version of each record; of a feed that sends everything, the newest delivery only."""
        newest: dict[str, datetime] = {}
        for feed, at, rows in self.deliveries:
            if rows and at.date() <= self.as_of:
                newest[feed] = max(at, newest.get(feed, at))
        found: dict[tuple[str, ...], Told] = {}
        for told in self.rows(standard):
            if self.catalogue.feeds[told.feed].mode == "full" and told.at != newest[told.feed]:
                continue
            found[self.key_of(told)] = told
        return list(found.values())

    def key_of(self, told: Told) -> tuple[str, ...]:
        """A record's key as the standard declares it."""
        parts = self.catalogue.standards[told.standard].key
        return tuple(
            told.text(part)
            if isinstance(part, str)
            else next((told.text(name) for name in part if told[name] is not None), "")
            for part in parts
        )

    def has(self, standard: str) -> bool:
        """Whether anything of a standard ever arrived by the day."""
        feeds = {feed.name for feed in self.catalogue.feeds_of(standard)}
        return any(feed in feeds and rows and at.date() <= self.as_of for feed, at, rows in self.deliveries)

    @cached_property
    def subjects(self) -> dict[str, Known]:
        """Subjects of all registers by key."""
        found: dict[str, Known] = {}
        for standard in self.catalogue.standards.values():
            if standard.kind == "register":
                for feed in self.catalogue.feeds_of(standard.name):
                    found |= self._register(standard.name, feed.name, feed.department)
        return found

    def _register(self, standard: str, feed: str, department: str) -> dict[str, Known]:
        newest: dict[str, Told] = {}
        there: dict[str, set[datetime]] = defaultdict(set)
        last: datetime | None = None
        for told in self._by_standard.get(standard, ()):
            if told.feed != feed or told.state == DUPLICATE:
                continue
            last = told.at
            key = told.text("key")
            if not key:
                continue
            first_of_file = told.at not in {newest[key].at} if key in newest else True
            there[key].add(told.at)
            if told.usable and first_of_file:
                newest[key] = told
        # one that stood with its number first and has a code since is one subject, known by the code
        coded = {told.text("old_number") for told in newest.values() if told["uscc"]}
        return {
            key: Known(key, told, last in there[key], department)
            for key, told in newest.items()
            if told["uscc"] or last in there[key] or told.text("old_number") not in coded
        }

    @cached_property
    def market(self) -> list[Known]:
        """市场主体 in operation: enterprises, sole traders, cooperatives."""
        return [
            s for s in self.subjects.values() if s.told.standard == "enterprise_registration" and s.operating
        ]

    def units(self) -> dict[str, str]:
        """Name → unit on the day, from the seed."""
        return self._units

    @cached_property
    def _units(self) -> dict[str, str]:
        names = {row["unit"]: row["unit"] for row in seed("policy/units")}
        return names | {row["name"]: row["unit"] for row in self._in_force(seed("policy/unit_names"))}

    def unit(self, name: str) -> str:
        """The unit a name means on the day; an unknown name stands for itself."""
        return self.units().get(name, name)

    def items(self, indicator: str, *groups: str) -> list[dict[str, str]]:
        """Named items of a line on the day."""
        return [
            row
            for row in self._in_force(seed("indicators/indicator_items"))
            if row["indicator_id"] == indicator and (not groups or row["item_group"] in groups)
        ]

    def parameter(self, indicator: str, name: str) -> str:
        """A parameter of a line on the day."""
        (row,) = [
            row
            for row in self._in_force(seed("policy/indicator_parameters"))
            if (row["indicator_id"], row["parameter"]) == (indicator, name)
        ]
        return row["value"]

    def lead(self, indicator: str) -> str:
        """The lead unit of a line."""
        (row,) = [row for row in seed("indicators/indicator_lines") if row["indicator_id"] == indicator]
        return self.unit(row["lead_unit"])

    def _in_force(self, rows: Iterable[dict[str, str]]) -> list[dict[str, str]]:
        day = self.as_of.isoformat()
        return [row for row in rows if row["valid_from"] <= day < (row["valid_to"] or "9999")]

    @property
    def month_start(self) -> date:
        """First day of the month."""
        return self.as_of.replace(day=1)

    @property
    def quarter_start(self) -> date:
        """First day of the quarter."""
        return self.as_of.replace(month=(self.as_of.month - 1) // 3 * 3 + 1, day=1)

    @property
    def half_year_start(self) -> date:
        """First day of the half-year."""
        return self.as_of.replace(month=1 if self.as_of.month < 7 else 7, day=1)

    @property
    def year_start(self) -> date:
        """First day of the year."""
        return self.as_of.replace(month=1, day=1)


@cache
def seed(name: str) -> list[dict[str, str]]:
    """The rows of a seed, read by the standard library."""
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))
