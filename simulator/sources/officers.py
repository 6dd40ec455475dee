"""Who holds which office in a market subject: new terms, and terms that have ended."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from simulator.deliveries import Delivery
from simulator.officers import PRINCIPAL, Term, terms
from simulator.rows import Row
from simulator.sources.table import Tables, row_of
from simulator.subjects import Subject, market_subject


def deliveries(tables: Tables) -> Iterator[Delivery]:
    """One file a month."""
    world = tables.world

    def rows(last: date, day: date) -> Iterable[Row]:
        for index in range(world.market_subjects):
            subject = market_subject(world, index)
            for term in terms(world, subject) if subject.uscc else ():
                days = [when for when in (term.since, term.until) if when and last < when <= day]
                if days:
                    yield _row(subject, term, max(days))

    yield from tables.deliver("market_regulation_officers", "任职人员", rows, size=world.market_subjects)


def _row(subject: Subject, term: Term, day: date) -> Row:
    trader = term.role == PRINCIPAL and subject.is_sole_trader
    return row_of(
        {
            "party_name": subject.name,
            "party_uscc": subject.uscc,
            "role": term.role,
            "person_name": term.who.name,
            "person_id": term.who.number,
            "held_from": term.since,
            "held_until": term.until if term.until and term.until <= day else None,
        },
        {"role": "经营者"} if trader else {},
    )
