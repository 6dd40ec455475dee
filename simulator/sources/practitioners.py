"""Lawyers, notaries and their like, as the justice bureau lists them: everybody, each month."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial

from simulator import spoil
from simulator.deliveries import Delivery
from simulator.rows import QUESTION, Plant, Row, copy_of
from simulator.sources.table import XLSX, Tables, row_of
from simulator.subjects import World, person

# occupation → another word for it in the list; the persons who have one are dealt out in turn
OCCUPATIONS = {
    "律师": None,
    "公证员": None,
    "基层法律服务工作者": "法律服务工作者",
    "法律援助人员": "法援人员",
    "司法鉴定人员": None,
}
WITHOUT_FILES = "法律援助人员"  # nobody has begun with them
TWO_OCCUPATIONS, LEFT, TWICE, UNKNOWN, MOVES = 20, 22, 26, 27, 33
FIRST = 100  # persons of other feeds come before


def deliveries(tables: Tables) -> Iterator[Delivery]:
    """Four months' lists."""
    rows = partial(_rows, tables.world)
    feed = "justice_bureau_practitioners"
    yield from tables.deliver(feed, "法律职业人员", rows, before=(103, 72, 42, 11), shape=XLSX, hour=12)


def _rows(world: World, _last: date, day: date) -> Iterator[Row]:
    """One lawyer is a legal aid worker too: two occupations, two files. One has left by now."""
    for index in range(world.size(60, 45)):
        if index == LEFT and day > world.as_of.replace(day=1):
            continue
        occupation = list(OCCUPATIONS)[index % len(OCCUPATIONS)]
        row = _row(world, index, occupation)
        if index == MOVES:
            row.cells["institution"] = f"盘锦第{day.toordinal() % 89 + 11}法律服务机构"
        if index == UNKNOWN:
            Plant("职业不在代码表中", "occupation", spoil.constant("破产管理人"), "CODE-LIST", QUESTION).put(
                row, 0
            )
            row.person = None
        yield row
        if index == TWICE:
            copied = copy_of(row)
            copied.person = None
            yield copied
    yield _row(world, TWO_OCCUPATIONS, WITHOUT_FILES)


def _row(world: World, index: int, occupation: str) -> Row:
    chance, someone = world.chance, person(world, (FIRST + index) % world.persons)
    filed = occupation != WITHOUT_FILES and not chance.one_in("no file", index, 4)
    other = OCCUPATIONS[occupation] if index % 2 else None
    row = row_of(
        {
            "person_name": someone.name,
            "person_id": someone.number,
            "occupation": occupation,
            "licence_no": f"1211{index:08d}",
            "institution": f"盘锦第{index % 7 + 1}法律服务机构",
            "has_file": filed,
            "grade": chance.pick("grade", index, ("A", "B", "C")) if filed and index % 3 else None,
        },
        {"occupation": other} if other else None,
    )
    row.person = someone.index
    return row
