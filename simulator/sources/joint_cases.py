"""Cases of joint reward and punishment, whole and with every gap that makes one not count."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta

from simulator import spoil
from simulator.deliveries import Delivery
from simulator.entries import LISTS, RED, Entry, all_entries
from simulator.rows import QUESTION, Plant, Row, Says
from simulator.sources.lists import party_of
from simulator.sources.table import Tables, row_of
from simulator.subjects import World, market_subject

DEPARTMENTS = tuple(department for department, _ in LISTS.values())
MEASURES = ("限制参加政府采购活动", "限制取得政府资金支持", "提高检查频次", "取消评先评优资格")
REWARDS = ("绿色通道", "容缺受理", "减少检查频次", "优先给予资金扶持")
PLANTS = {33: Plant("奖惩类型不在取值中", "kind", spoil.constant("其他措施"), "CODE-LIST", QUESTION)}


def deliveries(tables: Tables) -> Iterator[Delivery]:
    """One file a month."""
    world = tables.world

    def rows(last: date, day: date) -> Iterable[Row]:
        for number, entry in enumerate(all_entries(world)):
            acted_on = _acted_on(world, entry, number)
            if last < acted_on <= day and number % 5 < 3:
                yield from _cases(world, entry, number, acted_on)

    yield from tables.deliver("credit_centre_joint_cases", "联合奖惩案例", rows, hour=16)


def _acted_on(world: World, entry: Entry, number: int) -> date:
    """Most cases within a year of the listing; some before it, some long after."""
    if number % 31 == 0:
        return entry.listed_on - timedelta(days=12)
    days = 10 + world.chance.number("case after", number, 240)
    return min(entry.listed_on + timedelta(days=days), world.as_of - timedelta(days=12))


def _cases(world: World, entry: Entry, number: int, acted_on: date) -> Iterator[Row]:
    says = _says(entry, number, acted_on)
    gap = GAPS.get(number % 41)
    if gap:
        says |= gap(world, number)
    row = row_of(says)
    if number in PLANTS:
        PLANTS[number].put(row, 1)
    row.person = entry.person.index if entry.person and "party_person_id" in says and row.usable else None
    yield row
    if (
        number % 23 == 5
    ):  # another department's measure on the same day, and the same case under another number
        yield row_of(says | {"case_no": f"AL{number:06d}B", "unit": DEPARTMENTS[(number + 4) % 15]})
        yield row_of(says | {"case_no": f"AL{number:06d}C"})


def _says(entry: Entry, number: int, acted_on: date) -> dict[str, Says]:
    rewarded = entry.colour == RED
    return {
        "case_no": f"AL{number:06d}A",
        "unit": DEPARTMENTS[number % 15],
        "kind": "激励" if rewarded else "惩戒",
        "field": entry.field,
        "memorandum": entry.memorandum,
        "entry_no": entry.entry_no,
        "entry_unit": entry.department if number % 2 else entry.unit,
        "measure": (REWARDS if rewarded else MEASURES)[number % 4],
        "acted_on": acted_on,
        "result": "已实施",
    } | {name: value for name, value in party_of(entry).items() if name != "party_registration_no"}


Gap = Callable[[World, int], dict[str, Says]]
GAPS: dict[int, Gap] = {
    1: lambda _world, _number: {"measure": None},
    2: lambda _world, _number: {"result": None},
    7: lambda _world, _number: {"acted_on": None},
    11: lambda _world, _number: {"entry_no": None},
    12: lambda _world, _number: {"entry_unit": None},
    16: lambda _world, number: {"entry_no": f"查无此条{number}"},
    17: lambda world, number: {
        "party_category": "法人及非法人组织",
        "party_uscc": market_subject(world, 8 + number % 7).uscc,
        "party_person_id": None,
    },
    21: lambda _world, _number: {"party_uscc": None, "party_person_id": None},
}
