"""The city: its departments' deliveries in the order they came."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from ingest.catalogue import HERE as BUILT_IN
from ingest.catalogue import Catalogue, load_catalogue
from simulator.chance import Chance
from simulator.decided import city_decisions
from simulator.decisions import Decisions
from simulator.deliveries import Delivery
from simulator.handed_over import told_twice
from simulator.plan import Plan
from simulator.register_plants import shared_bodies, watched
from simulator.sources.every import further_deliveries
from simulator.sources.table import Tables
from simulator.subjects import World


@dataclass(frozen=True)
class City:
    """Everything that is delivered, and the departments that should deliver."""

    world: World
    catalogue: Catalogue
    deliveries: tuple[Delivery, ...]  # in the order they came
    decisions: Mapping[str, Decisions]  # of each feed
    corrected: frozenset[str]  # decisions that are sent more than once
    shared_bodies: frozenset[str]  # organisation codes that stand in more than one row of the registers
    revoked: Mapping[str, date]  # decisions that another feed revokes, from which day
    watched: frozenset[int]  # market subjects whose code may stand elsewhere, or not with them

    def of_feed(self, feed: str) -> list[Delivery]:
        """One feed's deliveries in the order they came."""
        return [delivery for delivery in self.deliveries if delivery.feed == feed]


def endless(plan: Plan, decisions: dict[str, Decisions]) -> Iterator[Delivery]:
    """Deliveries whose rows come one by one at any scale: nothing of them is built beforehand."""
    yield from plan.registers()
    yield from plan.ratings()
    yield from plan.court()
    yield from plan.utilities()
    yield from plan.decisions(decisions)


def build(seed: int, scale: float = 1.0, as_of: date = date(2026, 10, 31)) -> City:
    """The city of a seed, at a scale (1: a demonstration; 190: a whole city's register), on a day."""
    world = World(Chance(seed), as_of, scale)
    catalogue = load_catalogue([BUILT_IN])
    plan = Plan(world, catalogue)
    decisions = city_decisions(world, plan.changes())
    found = [*endless(plan, decisions), *further_deliveries(Tables(world, catalogue))]
    again = {f"{feed}/{i}" for feed, of in decisions.items() for i in of.come_again}
    revoked = {f"{feed}/{i}": day for feed, of in decisions.items() for i, day in of.revoked.items()}
    again |= told_twice(world)
    found.sort(key=lambda delivery: (delivery.at, delivery.feed, delivery.file))
    bodies, seen = shared_bodies(world), watched(world)
    return City(world, catalogue, tuple(found), decisions, frozenset(again), bodies, revoked, seen)
