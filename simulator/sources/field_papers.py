"""Papers and zero reports about fields and memoranda: rules, plans, combed lists, mechanisms (T04 to T09)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from simulator.deliveries import Delivery
from simulator.facts import seed
from simulator.rows import Row, Says
from simulator.sources.table import Tables, row_of
from simulator.subjects import World

RULE, COMBED, MECHANISM, PICTURE = "制度文件", "梳理名单", "长效机制", "截图"
ZERO_SPAN = 14  # months back


@dataclass(frozen=True)
class Paper:
    """A paper for a named item; ``before``: its day, counted back; ``lasts``: days in force."""

    line: str
    item: str
    unit: str
    kind: str
    before: int
    lasts: int | None = None


def _items(line: str) -> list[dict[str, str]]:
    return [row for row in seed("indicators/indicator_items") if row["indicator_id"] == line]


def _papers(world: World) -> Iterator[Paper]:
    yield from _memoranda(world)
    yield from _governance(world)
    for line in ("T08-04", "T09-04"):
        for place, item in enumerate(_items(line)):
            turn = (place + world.chance.seed) % 10
            if turn == 5:  # a picture of a meeting is no rule
                yield Paper(line, item["item"], item["unit"], PICTURE, 60)
            elif turn == 6:  # ran out three weeks ago
                yield Paper(line, item["item"], item["unit"], RULE, 400, 379)
            elif turn != 8:
                yield Paper(line, item["item"], item["unit"], RULE, 300 + place, 900 if turn % 2 else None)


def _memoranda(world: World) -> Iterator[Paper]:
    """The city has its own document for three in four; one in ten has run out, or came this month only."""
    for place, item in enumerate(_items("T05-02")):
        fate = world.chance.number("memorandum", place, 20)
        if fate < 5:
            continue
        before, lasts = (12, None) if fate == 5 else (800, 780) if fate == 6 else (300 + place, None)
        yield Paper("T05-02", item["item"], "市发改委", PICTURE if fate == 7 else RULE, before, lasts)


def _governance(world: World) -> Iterator[Paper]:
    """Plan, list and mechanism of the twenty fields; every kind has its gaps."""
    for place, item in enumerate(_items("T06-02")):
        fate = world.chance.number("governed", place, 12)
        unit = "市委宣传部" if place % 2 else "市文明办"
        if fate != 0:
            yield Paper("T06-02", item["item"], unit, RULE, 350 + place, 330 if fate == 4 else None)
        if fate != 1:
            yield Paper("T06-02", item["item"], unit, COMBED, 18 if fate == 5 else 120 + place)
        if fate not in (2, 3):
            yield Paper("T06-02", item["item"], unit, MECHANISM, 90 + place)


def _evidence(world: World, last: date, day: date) -> Iterator[Row]:
    for number, paper in enumerate(_papers(world)):
        dated = world.as_of - timedelta(days=paper.before)
        if last < dated <= day:
            yield row_of(
                {
                    "evidence_no": f"LY-{paper.line}-{number:03d}",
                    "indicator_id": paper.line,
                    "item": paper.item,
                    "kind": paper.kind,
                    "unit": paper.unit,
                    "title": f"{paper.item}{paper.kind}",
                    "document_no": f"盘信〔{dated.year}〕{number + 1}号" if paper.kind == RULE else None,
                    "dated_on": dated,
                    "valid_until": dated + timedelta(days=paper.lasts) if paper.lasts else None,
                }
            )


def _zero_reports(world: World, last: date, day: date) -> Iterator[Row]:
    """Departments without an entry say so, two in three of them, for the month they are in."""
    first = world.as_of.replace(day=1)
    for _ in range(ZERO_SPAN):
        declared_on = first + timedelta(days=17)
        if last < declared_on <= day:
            yield from _zeros_of(world, first, declared_on)
        first = (first - timedelta(days=1)).replace(day=1)


def _zeros_of(world: World, month: date, declared_on: date) -> Iterator[Row]:
    said: dict[str, Says] = {"month": f"{month:%Y-%m}", "declared_on": declared_on, "declared_by": "信用专员"}
    for line in ("T04-02", "T08-03", "T09-03"):
        for place, item in enumerate(_items(line)):
            if world.chance.number(f"zero {line}", place * 100 + month.month, 6) > 1:
                continue
            field = None if line == "T04-02" else item["item"]
            yield row_of(said | {"unit": item["unit"], "matter": line, "field": field})


def deliveries(tables: Tables) -> Iterator[Delivery]:
    """A file a month of each."""
    world = tables.world
    yield from tables.deliver(
        "credit_centre_evidence", "领域佐证", lambda last, day: _evidence(world, last, day), hour=11
    )
    yield from tables.deliver(
        "credit_centre_zero_reports", "名单零报告", lambda last, day: _zero_reports(world, last, day), hour=11
    )
