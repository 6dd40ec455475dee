"""Credit grades that customs gives to enterprises; the whole list each month."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial

from simulator import spoil
from simulator.deliveries import Delivery
from simulator.rows import QUESTION, Plant, Row, copy_of
from simulator.sources.table import XLS, Tables, row_of
from simulator.subjects import Subject, World, market_subject, stranger

ADVANCED, GENERAL = "高级认证", "一般信用"
GRADES = (ADVANCED, ADVANCED, "一般认证", GENERAL, "失信")


def deliveries(tables: Tables) -> Iterator[Delivery]:
    """Four months' lists."""
    rows = partial(_rows, tables.world)
    feed = "customs_certifications"
    yield from tables.deliver(feed, "海关认证", rows, before=(103, 72, 42, 11), shape=XLS, hour=9)


def _rows(world: World, _last: date, day: date) -> Iterator[Row]:
    """One market subject in nine; some fell from the advanced grade, some certificates were cancelled."""
    wrong = Plant("代码校验位错误", "party_uscc", spoil.wrong_last, "USCC-CHECK", QUESTION)
    spoilt = doubled = None
    for index in range(world.market_subjects):
        if not world.chance.one_in("at customs", index, 9) or index % 10 > 6:
            continue
        subject = market_subject(world, index)
        certified_on = world.as_of - timedelta(days=200 + world.chance.number("certified", index, 900))
        grade = world.chance.pick("customs grade", index, GRADES)
        row = _row(subject, grade, certified_on)
        if grade == ADVANCED and world.chance.one_in("cancelled", index, 6):
            cancelled_on = world.as_of - timedelta(days=60)
            row = _row(subject, grade, certified_on, cancelled_on if cancelled_on <= day else None)
        elif spoilt is None and index > 100 and spoil.spoilable(subject.uscc):
            spoilt = index
            wrong.put(row, 0)
        yield row
        if doubled is None and index > 150 and index != spoilt:
            doubled = index
            yield copy_of(row)
        # Fallen: the newer row counts, and nobody closed the older one.
        if grade == ADVANCED and world.chance.one_in("fell", index, 5):
            yield _row(subject, GENERAL, certified_on + timedelta(days=90))
    yield _row(stranger(world, 91), ADVANCED, world.as_of - timedelta(days=500))
    yield _row(stranger(world, 92), GENERAL, day - timedelta(days=3))  # graded anew each month


def _row(subject: Subject, grade: str, certified_on: date, cancelled_on: date | None = None) -> Row:
    return row_of(
        {
            "customs_code": f"2111{subject.index:06d}",
            "party_name": subject.name,
            "party_uscc": subject.uscc,
            "grade": grade,
            "certified_on": certified_on,
            "cancelled_on": cancelled_on,
        },
        {"grade": "AEO高级认证"} if grade == ADVANCED and subject.index % 2 else None,
    )
