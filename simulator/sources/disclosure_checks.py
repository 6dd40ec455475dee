"""What inspectors found for the places the audit drew: looked up in the offices' own registers.

The draw is made again here, by its published seed. All but two of the files show that they were reported: one
is called unreported although it was, one could not be shown; and one place was looked up that nobody drew.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from simulator.decided import Decision, as_decided, city_decisions
from simulator.deliveries import Delivery
from simulator.facts import seed
from simulator.rows import Row
from simulator.sources.table import Tables, row_of
from simulator.subjects import World
from simulator.words import person_name

SENT_BEFORE, LOOKED_UP = 5, 24
CALLED_UNREPORTED, NOT_SHOWN = 3, 7
KINDS = {"permit": "行政许可", "penalty": "行政处罚"}
Place = tuple[str, str, str, int]  # unit, month, kind, which one


def _registers(world: World, feeds: list[str], day: date) -> dict[Place, Decision]:
    """Every decision of a closed month by its place in its unit's register."""
    units = {row["name"]: row["unit"] for row in seed("policy/unit_names")}
    found: dict[tuple[str, str, str], list[Decision]] = defaultdict(list)
    for one in as_decided(world, city_decisions(world, feeds)):
        if one.decided_on < day.replace(day=1):
            unit = units.get(one.office, one.office)
            found[unit, f"{one.decided_on:%Y-%m}", one.of.kind].append(one)
    return {
        (*cell, place): one
        for cell, decisions in found.items()
        for place, one in enumerate(sorted(decisions, key=lambda d: (d.decided_on, d.index)), 1)
    }


def _drawn(places: dict[Place, Decision]) -> list[Place]:
    (rule,) = [row["value"] for row in seed("policy/audit_rules") if row["rule"] == "sampling_seed"]

    def order(place: Place) -> str:
        return hashlib.sha256("|".join(map(str, (rule, *place))).encode()).hexdigest()

    return sorted(places, key=order)


def _looked_up(world: World, feeds: list[str], day: date) -> Iterator[Row]:
    registers = _registers(world, feeds, day)
    drawn = _drawn(registers)
    for number, place in enumerate([*drawn[:LOOKED_UP], drawn[-1]]):
        unit, month, kind, position = place
        outcome = {CALLED_UNREPORTED: "未报送", NOT_SHOWN: "未调到卷宗"}.get(number, "已报送")
        shown = outcome != "未调到卷宗"
        yield row_of(
            {
                "unit": unit,
                "kind": KINDS[kind],
                "month": month,
                "position": str(position),
                "document_no": registers[place].number if shown else None,
                "decided_on": registers[place].decided_on if shown else None,
                "outcome": outcome,
                "inspector": person_name(world.chance, number % 3),
                "checked_on": day - timedelta(days=1 + number % 3),
            }
        )


def deliveries(tables: Tables) -> Iterator[Delivery]:
    """One file, of the places looked up so far."""
    standards = ("administrative_permit", "administrative_penalty")
    feeds = [feed.name for standard in standards for feed in tables.catalogue.feeds_of(standard)]
    yield from tables.deliver(
        "credit_centre_disclosure_checks",
        "双公示抽查结果",
        lambda _last, day: _looked_up(tables.world, feeds, day),
        before=(SENT_BEFORE,),
    )
