"""Illegal fund-raising cases, as the finance bureau's office against them knows them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

from simulator.deliveries import Delivery
from simulator.rows import Row, Says
from simulator.sources.table import Tables
from simulator.sources.versions import changed, in_ten_thousands
from simulator.subjects import World
from simulator.words import DISTRICTS


def deliveries(tables: Tables) -> Iterator[Delivery]:
    """A file a month; the first one goes back two years."""
    yield from tables.deliver("finance_bureau_fundraising", "非法集资", partial(_rows, tables.world), hour=11)


def _rows(world: World, last: date, day: date) -> Iterator[Row]:
    cases = range(world.size(40, 40))
    said = partial(_case, world)
    yield from changed(
        cases, said, last, day, spelt=lambda _, says: {"amount": in_ten_thousands(says["amount"])}, doubled=5
    )


def _case(world: World, index: int, day: date) -> dict[str, Says] | None:
    """Spread over two years; one in ten is dated anew when the file is read again a month later."""
    opened_on = world.as_of - timedelta(days=13 + chance_day(world, index))
    if opened_on > day:
        return None
    dated_anew = index % 10 == 4 and day > opened_on + timedelta(days=40)
    return {
        "case_no": f"FFJZ{index:04d}",
        "opened_on": opened_on - timedelta(days=20 * dated_anew),
        "unit": "公安局" if index % 3 else "市公安局",
        "district": DISTRICTS[index % len(DISTRICTS)],
        "amount": Decimal(100 * world.chance.number("raised", index, 90_000) + 50_000),
    }


def chance_day(world: World, index: int) -> int:
    """How many days ago a case was opened, beyond the last fortnight."""
    return world.chance.number("fund-raising opened", index, 720)
