"""Every permit and penalty of the city, for whoever reports it, publishes it, or keeps it in a ledger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from simulator.decision_plants import all_decisions
from simulator.decisions import Decisions
from simulator.deliveries import moment
from simulator.further_decisions import further_decisions
from simulator.plan import DECISIONS
from simulator.rows import Row
from simulator.subjects import World


def city_decisions(world: World, feeds: Iterable[str]) -> dict[str, Decisions]:
    """The decisions of every feed; the same world has the same."""
    days = {feed: tuple(moment(world, before, 9, 0).date() for before in DECISIONS) for feed in feeds}
    return all_decisions(world, days) | further_decisions(world, days)


@dataclass(frozen=True)
class Decision:
    """A decision as it truly is, whatever is spoilt in its report; ``place`` is its number in the city."""

    of: Decisions
    index: int
    delivery: int
    place: int
    decided_on: date

    @property
    def number(self) -> str:
        """The document number."""
        return self.of.document_no(self.index, self.decided_on)

    @property
    def office(self) -> str:
        """Who decided, in full."""
        return self.of.authorities[self.index % len(self.of.authorities)].name

    def row(self, world: World) -> Row:
        """All its cells; computed anew, so ask only for what is written."""
        return self.of.row(world, self.index, self.delivery)


def as_decided(world: World, decisions: dict[str, Decisions], *feeds: str) -> Iterator[Decision]:
    """The decisions of these feeds, of all feeds if none is named."""
    first = 0
    for feed, of in decisions.items():
        if not feeds or feed in feeds:
            for delivery in range(1, len(of.days) + 1):
                for index in range(of.first(delivery), of.first(delivery + 1)):
                    decided_on = of.decided_on(world, index, delivery)
                    yield Decision(of, index, delivery, first + index, decided_on)
        first += of.size
