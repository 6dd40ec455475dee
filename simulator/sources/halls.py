"""Service halls and what each is connected to; the whole directory each time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from simulator.deliveries import Delivery
from simulator.facts import seed
from simulator.rows import Row, Says
from simulator.sources.table import Tables, row_of
from simulator.subjects import World

# days before the as-of day: connected to the platform, to the portal, cut off
LONG_AGO = (900, 700, None)
STATES: tuple[tuple[int | None, int | None, int | None], ...] = (
    LONG_AGO,
    LONG_AGO,
    (800, None, None),  # only one of the two
    LONG_AGO,
    (900, 700, 20),  # cut off this month
    (None, 400, None),
    LONG_AGO,
    (500, 25, None),  # both only since this month
)
UNLISTED = 6  # every so-many-th hall of the task table stands in no directory
IN_FULL = {"市审批局": "盘锦市行政审批局"}


def _halls(world: World, day: date) -> Iterator[Row]:
    named = [row for row in seed("indicators/indicator_items") if row["indicator_id"] == "T02-01"]
    for place, item in enumerate(named):
        turn = place + world.chance.seed
        if turn % len(named) == UNLISTED:
            continue
        yield _hall(world, day, item, STATES[turn % len(STATES)])
    new = {"item": "荣兴街道便民服务中心", "unit": "辽东湾新区管委会", "district": "辽东湾新区"}
    yield _hall(world, day, new, LONG_AGO)  # opened since the list was written


def _hall(
    world: World, day: date, item: dict[str, str], state: tuple[int | None, int | None, int | None]
) -> Row:
    says: dict[str, Says] = {
        "hall_name": item["item"],
        "unit": IN_FULL.get(item["unit"], item["unit"]),
        "district": item["district"] or None,
    }
    for column, before in zip(
        ("platform_connected_on", "portal_connected_on", "disconnected_on"), state, strict=True
    ):
        happened = world.as_of - timedelta(days=before) if before is not None else None
        says[column] = happened if happened and happened <= day else None
    return row_of(says)


def deliveries(tables: Tables) -> Iterator[Delivery]:
    """Everything, each time."""
    yield from tables.deliver(
        "approval_bureau_halls", "政务大厅", lambda _last, day: _halls(tables.world, day), before=(72, 11)
    )
