"""Columns of the departments' own sites: where 双公示 and 红黑名单 stand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from simulator.deliveries import Delivery
from simulator.facts import seed
from simulator.rows import Row
from simulator.sources.judicial_columns import site_rows
from simulator.sources.table import Tables, row_of
from simulator.subjects import World

HIDDEN, MISSING = ("市文旅广电局", "大洼区政府"), ("盘山县政府",)
IN_FULL = {"市住建局": "盘锦市住房和城乡建设局"}


def _columns(world: World, day: date) -> Iterator[Row]:
    """Two sites hide the column behind another one, one has none; one office writes its name in full."""
    for place, item in enumerate(seed("indicators/indicator_items")):
        if item["indicator_id"] != "T04-01" or item["item_group"] != "site":
            continue
        unit = item["unit"]
        for column in ("双公示", "红黑名单"):
            if column == "双公示" and unit in MISSING:
                continue
            yield row_of(
                {
                    "unit": IN_FULL.get(unit, unit),
                    "site_name": f"{unit}门户网站",
                    "column_name": column,
                    "is_main_column": column == "双公示" and unit not in HIDDEN,
                    "updated_on": day - timedelta(days=1 + world.chance.number("site updated", place, 20)),
                    "url": f"https://site.example/{place}",
                }
            )


def _all_columns(world: World, day: date) -> Iterator[Row]:
    yield from _columns(world, day)
    yield from site_rows(world, day)


def deliveries(tables: Tables) -> Iterator[Delivery]:
    """Everything, each time."""
    yield from tables.deliver(
        "credit_centre_sites",
        "网站栏目",
        lambda _last, day: _all_columns(tables.world, day),
        before=(72, 42, 11),
    )
