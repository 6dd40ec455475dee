"""Subjects graded for supervision, field by field, quarter by quarter."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from simulator.deliveries import Delivery
from simulator.facts import seed
from simulator.rows import Row
from simulator.sources.table import QUARTERLY, Tables, row_of
from simulator.subjects import Subject, World, market_subject

FEEDS = {"industry_bureau_grading": "T08-04", "social_fields_grading": "T09-04"}
GRADES = "ABCD"
GRADED = 9  # subjects of a field


def _grades(world: World, line: str, last: date, day: date) -> Iterator[Row]:
    """Two fields of ten grade nobody, one has only just begun."""
    for place, item in enumerate(_fields(line)):
        turn = (place + world.chance.seed) % 10
        for before in QUARTERLY:
            graded_on = world.as_of - timedelta(days=before + 6 + turn)
            begun = turn != 7 or before == QUARTERLY[-1]
            if turn not in (3, 8) and begun and last < graded_on <= day:
                for subject in _graded(world, f"{line}/{place}"):
                    yield _grade(world, item, subject, graded_on)


def _fields(line: str) -> list[dict[str, str]]:
    return [row for row in seed("indicators/indicator_items") if row["indicator_id"] == line]


def _graded(world: World, field: str) -> Iterator[Subject]:
    """Neighbours in the register, for a subject has one grade a day."""
    first = world.chance.number(f"graded {field}", 0, world.market_subjects)
    subjects = (market_subject(world, (first + i) % world.market_subjects) for i in range(GRADED))
    return (subject for subject in subjects if subject.uscc)


def _grade(world: World, item: dict[str, str], subject: Subject, graded_on: date) -> Row:
    chance, thing = world.chance, subject.index * 12 + graded_on.month
    inspected = chance.number(f"inspected {item['item']}", thing, 4)
    return row_of(
        {
            "unit": item["unit"],
            "field": item["item"],
            "party_name": subject.name,
            "party_uscc": subject.uscc,
            "grade": GRADES[chance.number("grade", thing, 4)],
            "graded_on": graded_on,
            "inspections": inspected - 1 if inspected else None,
        }
    )


def deliveries(tables: Tables) -> Iterator[Delivery]:
    """A file each quarter from the two who collect the grades."""
    for feed, line in FEEDS.items():
        yield from tables.deliver(feed, "分级分类", _rows(tables.world, line), before=QUARTERLY)


def _rows(world: World, line: str) -> Callable[[date, date], Iterator[Row]]:
    return lambda last, day: _grades(world, line, last, day)
