"""What the registrars did about wrong and double codes, collected by the centre in the form of the return.

Of the code that three companies have, one keeps it, one is deleted, one gets a new one; of the wrong codes
three are dealt with, of which one stands in the register no more. Everything else waits: nobody has decided
about the nine characters two companies share.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from simulator import codes
from simulator.deliveries import Delivery
from simulator.register_plants import FIRST_PLACE, PUT_RIGHT, market_register, originals
from simulator.rows import Row
from simulator.sources.table import XLSX, Tables, row_of
from simulator.subjects import World, market_subject

COLLECTED_BEFORE = 16  # days before the as-of day
NEW, DELETED, KEPT = "0", "1", "2"
DOUBLE, REPLACED, REMOVED = "与另一主体重码", "第 18 位校验码错误", "代码只有 17 位"
NEWEST = 3  # the delivery of the register that stands


def fresh_code(number: int) -> str:
    """A code nobody in the city has."""
    return codes.credit_code("91", "211103", codes.organisation_code(f"MAYY{number:04d}"))


def _returned(world: World, _last: date, day: date) -> Iterator[Row]:
    """Six rows of the form."""
    register, borrowed = market_register(world), originals(world)[0]
    holders = [i for i in range(FIRST_PLACE) if market_subject(world, i).uscc == borrowed]
    places = {
        what: [i for i, p in register.plants.items() if p.zh == what]
        for what in (DOUBLE, REPLACED, REMOVED, PUT_RIGHT)
    }
    first, second = places[DOUBLE]
    for index, operation, new_code in (
        (holders[0], KEPT, None),
        (first, DELETED, None),
        (second, NEW, fresh_code(1)),
        (places[REPLACED][0], NEW, fresh_code(2)),
        (places[REMOVED][0], DELETED, None),
        (places[PUT_RIGHT][0], NEW, market_subject(world, places[PUT_RIGHT][0]).uscc),
    ):
        cells = register.cells(world, market_subject(world, index), NEWEST)
        plant = register.plants.get(index)
        code = str(plant.spoil(cells["uscc"]) if plant else cells["uscc"])
        is_double = code == borrowed
        yield row_of(
            {
                "department": "市市场监管局",
                "name": str(cells["name"]),
                "code": code,
                "body": code[8:17] if is_double else None,
                "problem": "一码多赋" if is_double else "错码",
                "operation": operation,
                "new_code": new_code,
                "decided_by": "登记科赵工",
                "decided_on": day - timedelta(days=2),
            }
        )


def deliveries(tables: Tables) -> Iterator[Delivery]:
    """One form for the quarter."""
    yield from tables.deliver(
        "credit_centre_code_corrections",
        "重错码纠错回传表",
        lambda last, day: _returned(tables.world, last, day),
        before=(COLLECTED_BEFORE,),
        shape=XLSX,
    )
