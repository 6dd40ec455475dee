"""Credit files that third-party agencies made of enterprises (信用档案)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial

from simulator import spoil
from simulator.deliveries import Delivery
from simulator.rows import QUESTION, Plant, Row, Says
from simulator.sources.table import XLSX, Tables
from simulator.sources.versions import changed
from simulator.subjects import World, market_subject

AGENCIES = ("辽宁诚衡信用服务有限公司", "盘锦信达征信有限公司")
TWICE = 60
PLANTS = {
    2 * 70: Plant("报告编号为空", "report_no", spoil.constant(None), "REQUIRED", "rejected"),
    2 * 81: Plant("类别不在代码表中", "kind", spoil.constant("评级报告"), "CODE-LIST", QUESTION),
}


def deliveries(tables: Tables) -> Iterator[Delivery]:
    """A file a month."""
    rows = partial(_rows, tables.world)
    yield from tables.deliver("credit_centre_reports", "企业信用档案", rows, shape=XLSX, hour=12)


def _rows(world: World, last: date, day: date) -> Iterator[Row]:
    things = range(2 * world.market_subjects)
    yield from changed(things, partial(_file, world), last, day, plants=PLANTS, doubled=2 * TWICE)


def _file(world: World, thing: int, day: date) -> dict[str, Says] | None:
    """Two in five market subjects have one, sole traders too; one in six has been renewed."""
    chance, (index, again) = world.chance, divmod(thing, 2)
    if chance.number("has a file", index, 5) > 1 or (again and not chance.one_in("new file", index, 6)):
        return None
    issued_on = world.as_of - timedelta(days=40 + chance.number("filed", index, 340))
    issued_on += timedelta(days=30 * again)
    if issued_on > day:
        return None
    subject = market_subject(world, index)
    by_old_number = subject.old_number is not None and index % 3 == 0
    by_name = index % 29 == 4  # the agency wrote no number at all
    return {
        "report_no": f"DA{thing:08d}",
        "kind": "信用档案",
        "unit": ("市发改委", "大洼区人民政府", "辽东湾新区管委会")[index % 3],
        "party_name": subject.name,
        "party_uscc": None if by_old_number or by_name else subject.uscc,
        "party_registration_no": subject.old_number if by_old_number and not by_name else None,
        "agency_name": AGENCIES[index % 2],
        "issued_on": issued_on,
        # One in eight is a file for half a year, and runs out.
        "valid_until": issued_on + timedelta(days=180 if chance.one_in("half a year", index, 8) else 730),
        "submitted_on": issued_on,
    }
