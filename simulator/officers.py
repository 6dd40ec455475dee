"""Who held which office in a market subject, from when to when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from simulator.subjects import Person, Subject, World, person

LEGAL, PRINCIPAL, DIRECTOR = "法定代表人", "主要负责人", "董事"
PRINCIPALS = (LEGAL, PRINCIPAL)


@dataclass(frozen=True, slots=True)
class Term:
    """One person's time in one office; ``until`` is the first day without it."""

    role: str
    who: Person
    since: date
    until: date | None

    def covers(self, day: date) -> bool:
        """Whether the person held the office on a day."""
        return self.since <= day and (self.until is None or day < self.until)


def terms(world: World, subject: Subject) -> Iterator[Term]:
    """The offices of a market subject.

    One in three has changed its principal in the last two years, one in eleven of these stood without one for
    a while, and of one in nineteen nobody is registered. The principal of today is the one its row in the
    register names.
    """
    chance, index = world.chance, subject.index
    if index % 19 == 7:
        return
    role = PRINCIPAL if subject.is_sole_trader or subject.is_legal_person is False else LEGAL
    today = person(world, index * 2 + 1)
    since = subject.registered_on
    if chance.one_in("changed principal", index, 3):
        changed = world.as_of - timedelta(days=30 + chance.number("changed on", index, 650))
        if changed > since + timedelta(days=60):
            left = changed - timedelta(days=50 if chance.one_in("vacant", index, 11) else 0)
            yield Term(role, person(world, 3_000_000 + index), since, left)
            since = changed
    yield Term(role, today, since, None)
    if subject.is_legal_person and index % 4 == 0:
        yield Term(DIRECTOR, director(world, subject), subject.registered_on, None)


def director(world: World, subject: Subject) -> Person:
    """A director, where the subject has one."""
    return person(world, 6_000_000 + subject.index)


def officer_on(world: World, subject: Subject, day: date) -> Person | None:
    """The principal of a day."""
    for term in terms(world, subject):
        if term.role in PRINCIPALS and term.covers(day):
            return term.who
    return None
