"""Public bodies on the court's list of dishonest debtors: what a government must not have (T07-01)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from simulator.rows import Row, Says
from simulator.subjects import Subject, World, public_body

OFFICE = "11"  # the first two characters of the code of an organ of the state


def _offices(world: World) -> list[Subject]:
    """Three organs of the state, the last ones of the register: nothing is planted with them."""
    last = range(world.public_bodies - 1, 0, -1)
    offices = (public_body(world, index) for index in last)
    return [office for office in offices if office.pair == OFFICE and office.uscc][:3]


def public_debtors(world: World, delivery: int) -> Iterator[Row]:
    """The list's rows of a month: one stays, one is gone by the third, one goes by its organisation code."""
    for number, office in enumerate(_offices(world)):
        if number == 1 and delivery == 3:
            continue
        code = office.uscc or ""
        filed = world.as_of - timedelta(days=300 + number * 40)
        paid = number == 2 and delivery == 3
        says: dict[str, Says] = {
            "debtor_name": office.name,
            "debtor_category": "法人及非法人组织",
            "debtor_uscc": None if number == 2 else code,
            "debtor_org_code": code[8:17] if number == 2 else None,
            "true_uscc": code,
            "case_no": f"（{filed.year}）辽1103执{number + 9000}号",
            "court": "盘锦市兴隆台区人民法院",
            "filed_on": filed,
            "published_on": filed + timedelta(days=60),
            "performance": "已履行" if paid else "全部未履行",
        }
        yield Row({name: None if cell is None else str(cell) for name, cell in says.items()}, says=says)
