"""What government owes to enterprises, and what it promised investors: the finance department's ledger."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

from simulator import spoil
from simulator.deliveries import Delivery
from simulator.rows import QUESTION, Plant, Row, Says
from simulator.sources.table import QUARTERLY, Tables
from simulator.sources.versions import changed
from simulator.subjects import World, market_subject
from simulator.words import DISTRICTS

UNITS = ("市住建局", "市教育局", "双台子区人民政府", "大洼区政府", "盘山县政府", "辽东湾新区管委会")
ARREARS, AGREEMENT = "拖欠账款", "招商协议"
PLANTS = {7: Plant("金额不是数", "amount", spoil.constant("若干"), "AMOUNT-FORM", QUESTION)}


def deliveries(tables: Tables) -> Iterator[Delivery]:
    """A file a quarter: new entries, and what was settled since."""
    rows = partial(_rows, tables.world)
    feed = "finance_department_arrears"
    yield from tables.deliver(feed, "拖欠与协议", rows, before=QUARTERLY, hour=14)


def _rows(world: World, last: date, day: date) -> Iterator[Row]:
    yield from changed(
        range(world.size(90, 60)), partial(_entry, world), last, day,
        spelt=lambda index, says: {"amount": f"{says['amount']:,}"} if index % 4 else {},
        plants=PLANTS, doubled=13,
    )  # fmt: skip


def _entry(world: World, index: int, day: date) -> dict[str, Says] | None:
    """Two in three are arrears. Half of all is settled, a part in two steps, a few with interest."""
    chance, agreement = world.chance, index % 3 == 2
    registered_on = world.as_of - timedelta(days=30 + chance.number("registered debt", index, 500))
    if registered_on > day:
        return None
    amount = Decimal(50_000 + 100 * chance.number("debt", index, 20_000))
    says: dict[str, Says] = {
        "ledger_no": f"TQ{index:05d}",
        "kind": AGREEMENT if agreement else ARREARS,
        "unit": UNITS[index % len(UNITS)],
        "district": DISTRICTS[index % len(DISTRICTS)] if index % 4 else None,
        "party_name": market_subject(world, index).name,
        "party_uscc": market_subject(world, index).uscc,
        "amount": amount,
        "registered_on": registered_on,
        "due_on": registered_on + timedelta(days=150) if agreement else None,
        "settled_amount": None,
        "settled_on": None,
    }
    first = registered_on + timedelta(days=40 + chance.number("settled", index, 150))
    second = first + timedelta(days=80)
    if index in PLANTS or chance.number("settles", index, 3) == 0 or first > day:
        return says
    parts = 3 if index % 5 == 1 else 1  # a third first, the rest later
    whole = amount * 11 / 10 if index % 17 == 6 else amount
    if parts == 1 or second <= day:
        return says | {"settled_amount": whole, "settled_on": second if parts > 1 else first}
    return says | {"settled_amount": (amount / parts).quantize(Decimal("0.01")), "settled_on": first}
