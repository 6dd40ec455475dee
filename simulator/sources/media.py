"""Dishonesty the media exposed, and what came of checking it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial

from simulator import spoil
from simulator.deliveries import Delivery
from simulator.rows import QUESTION, Plant, Row, Says
from simulator.sources.table import Tables
from simulator.sources.versions import by, changed
from simulator.subjects import World

UNITS = ("市市场监管局", "市住建局", "盘锦市交通运输局", "市生态环境保护局", "市人社局", "公安局")
FINDINGS = ("属实", "属实", "部分属实", "不属实")
PLANTS = {9: Plant("核查早于曝光", "checked_on", spoil.constant("2019-01-01"), "X-ORDER", QUESTION)}


def deliveries(tables: Tables) -> Iterator[Delivery]:
    """A file a month: new cases, and older ones that were checked since."""
    yield from tables.deliver("media_centre_cases", "媒体曝光", partial(_rows, tables.world), hour=12)


def _rows(world: World, last: date, day: date) -> Iterator[Row]:
    cases = range(world.size(160, 80))
    yield from changed(cases, partial(_case, world), last, day, plants=PLANTS, doubled=3)


def _case(world: World, index: int, day: date) -> dict[str, Says] | None:
    """Four in five are checked, some weeks later; some of those only get a date and never a result."""
    chance = world.chance
    exposed_on = world.as_of - timedelta(days=12 + chance.number("exposed", index, 420))
    if exposed_on > day:
        return None
    checked_on = exposed_on + timedelta(days=3 + chance.number("checked after", index, 30))
    checked = by(None if index % 5 == 2 else checked_on, day)
    # The case with the planted fault is unchecked, so that it is told once.
    checked = None if index in PLANTS else checked
    return {
        "case_no": f"BG{index:05d}",
        "medium": chance.pick("medium", index, ("盘锦日报", "盘锦广播电视台", "盘锦发布")),
        "title": f"失信典型案例之{index + 1}",
        "unit": UNITS[index % len(UNITS)],
        "exposed_on": exposed_on,
        "checked_on": checked,
        "finding": chance.pick("finding", index, FINDINGS) if checked and index % 7 != 3 else None,
        "check_result": "已核查，处理意见附后" if checked and index % 7 != 3 else None,
    }
