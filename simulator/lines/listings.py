"""Who stood on which list from when to when, counted again: entries by their dates, debtors by deliveries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from simulator.facts import Facts, Told
from simulator.parties import Parties

RECTIFIED = {"修复", "履行完毕"}
PERSON = "自然人"


@dataclass(frozen=True, slots=True)
class Listing:
    """One stay on one list; ``until`` is the first day off it."""

    told: Told
    unit: str
    colour: str
    who: str | None
    is_person: bool
    entry_no: str
    acted_on: date | None
    since: date
    until: date | None
    why: str | None  # why it ended
    is_court: bool = False

    def covers(self, day: date) -> bool:
        """Whether it is in force on a day."""
        return self.since <= day and (self.until is None or day < self.until)

    def touches(self, first: date, last: date) -> bool:
        """Whether it is in force on any day from the first to the last."""
        return self.since <= last and (self.until is None or self.until > first)


def listings(facts: Facts) -> list[Listing]:
    """Every stay on every list of the city's own units."""
    granted = {
        (told.text("entry_no"), facts.unit(told.text("list_unit")))
        for told in facts.current("credit_repairs")
        if told["result"] == "通过" and told["entry_no"]
    }
    register = Register(facts, Parties(facts), granted)
    found = [register.entry(told) for told in facts.current("list_entries")]
    for feed in facts.catalogue.feeds_of("judgment_debtors"):
        found += register.debtors(feed.name, facts.unit(feed.department))
    return found


@dataclass(frozen=True)
class Register:
    """Turns rows into stays; ``granted`` names entries whose repair was granted, by number and unit."""

    facts: Facts
    parties: Parties
    granted: set[tuple[str, str]]

    def entry(self, told: Told) -> Listing:
        """A department's entry: it ends when removed, or the day after it runs out."""
        removed, expires = told.day_of("removed_on"), told.day_of("expires_on")
        until, why = None, None
        if removed and (expires is None or removed <= expires):
            until, why = removed, told.text("removal_kind") or None
        elif expires:
            until, why = expires + timedelta(days=1), "到期"
        unit = self.facts.unit(told.text("unit"))
        return Listing(
            told=told,
            unit=unit,
            colour=told.text("colour"),
            who=self.parties.who(told),
            is_person=told["party_category"] == PERSON,
            entry_no=told.text("entry_no"),
            acted_on=told.day_of("acted_on"),
            since=told.day_of("listed_on") or date.max,
            until=until,
            why=self._why(told.text("entry_no"), unit, until, why),
        )

    def _why(self, number: str, unit: str, until: date | None, told: str | None) -> str | None:
        if until is None or told:
            return told
        return "修复" if (number, unit) in self.granted else "unstated"

    def debtors(self, feed: str, unit: str) -> Iterator[Listing]:
        """Walk the court's deliveries one after the other and note who comes and who goes."""
        days = sorted(
            {
                at
                for name, at, rows in self.facts.deliveries
                if name == feed and rows and at.date() <= self.facts.as_of
            }
        )
        there: dict[datetime, dict[tuple[str, ...], list[Told]]] = defaultdict(lambda: defaultdict(list))
        for told in self.facts.every("judgment_debtors"):
            if told.feed == feed:
                there[told.at][self.facts.key_of(told)].append(told)
        stays: dict[tuple[str, ...], list[Told]] = {}
        ended: dict[tuple[str, ...], date] = {}
        for at in days:
            for key in [key for key in stays if key not in there[at]]:
                yield from self._stay(stays.pop(key), unit, ended.get(key), at.date())
                ended[key] = at.date()
            for key, rows in there[at].items():
                stays.setdefault(key, []).extend(rows)
        for key, rows in stays.items():
            yield from self._stay(rows, unit, ended.get(key), None)

    def _stay(
        self, rows: list[Told], unit: str, ended_before: date | None, until: date | None
    ) -> Iterator[Listing]:
        usable = [told for told in rows if told.usable]
        if not usable:
            return
        told = usable[-1]
        since, case = told.day_of("published_on") or date.max, told.text("case_no")
        if ended_before and since < ended_before:
            since = rows[0].day
        paid = "履行完毕" if until and told["performance"] == "已履行" else None
        yield Listing(
            told=told,
            unit=unit,
            colour="黑",
            who=self.parties.who(told),
            is_person=told["debtor_category"] == PERSON,
            entry_no=case,
            acted_on=told.day_of("filed_on"),
            since=since,
            until=until,
            why=self._why(case, unit, until, paid),
            is_court=True,
        )


@dataclass(frozen=True, slots=True)
class Blacklisted:
    """An organisation on a black list in the year, or an entry nobody's register knows."""

    who: str | None
    unit: str
    is_known: bool
    operates: bool
    is_listed: bool
    way_out: str


def blacklisted(facts: Facts) -> list[Blacklisted]:
    """Organisations that stood on a black list on any day of the year, each once."""
    groups: dict[str, list[Listing]] = defaultdict(list)
    for listing in listings(facts):
        if (
            listing.colour == "黑"
            and not listing.is_person
            and listing.touches(facts.year_start, facts.as_of)
        ):
            groups[listing.who or str(facts.key_of(listing.told))].append(listing)
    return [_blacklisted(facts, group) for group in groups.values()]


def _blacklisted(facts: Facts, group: list[Listing]) -> Blacklisted:
    in_force = [listing for listing in group if listing.covers(facts.as_of)]
    first_day = min(listing.since for listing in in_force or group)
    first = [listing.unit for listing in in_force or group if listing.since == first_day]
    known = facts.subjects.get(group[0].who or "")
    reasons = {listing.why for listing in group}
    if in_force:
        way = "still_listed"
    elif reasons <= RECTIFIED:
        way = "rectified"
    else:
        order = {"到期": "left_by_expiry", "注销": "left_by_closing_down", "撤销": "listing_annulled"}
        way = next((name for why, name in order.items() if why in reasons), "exit_not_explained")
    return Blacklisted(
        who=group[0].who,
        unit=first[0] if len(set(first)) == 1 else min(first),
        is_known=known is not None,
        operates=known is not None and known.operating,
        is_listed=bool(in_force),
        way_out=way,
    )
