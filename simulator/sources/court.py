"""Cases of the city's courts: what banks claim, and what people quarrel about over contracts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

from simulator import spoil
from simulator.deliveries import Delivery
from simulator.rows import QUESTION, Cell, Plant, Row, Says
from simulator.sources.banking import BANKS
from simulator.sources.table import Tables
from simulator.sources.versions import by, changed, in_ten_thousands
from simulator.subjects import World

COURTS = {
    "盘锦市中级人民法院": None,
    "盘锦市双台子区人民法院": "双台子区",
    "盘锦市兴隆台区人民法院": "兴隆台区",
    "盘锦市大洼区人民法院": "大洼区",
    "盘山县人民法院": "盘山县",
    "辽河人民法院": None,
}
OF_BANKS = ("金融借款合同纠纷", "信用卡纠纷")
OF_OTHERS = ("买卖合同纠纷", "民间借贷纠纷", "建设工程施工合同纠纷", "离婚纠纷", "租赁合同纠纷")
FORGOTTEN = 11  # an old case nobody told of until this month: the opening stock grows afterwards
PLANTS = {23: Plant("执结早于收案", "closed_on", spoil.constant("2011-01-01"), "X-ORDER", QUESTION)}


def deliveries(tables: Tables) -> Iterator[Delivery]:
    """A file a month: new cases, and what became of older ones."""
    yield from tables.deliver("court_cases", "案件", partial(_rows, tables.world), hour=13)


def _rows(world: World, last: date, day: date) -> Iterator[Row]:
    cases = range(world.size(500, 240))
    yield from changed(cases, partial(_case, world), last, day, spelt=_spelt, plants=PLANTS, doubled=31)


def _spelt(index: int, says: dict[str, Says]) -> dict[str, Cell]:
    """Amounts in 万元; now and then the bank in one word."""
    cells: dict[str, Cell] = {
        name: in_ten_thousands(says[name]) for name in ("judged_amount", "recovered_amount") if says[name]
    }
    if says["creditor_kind"] == "银行业机构" and index % 4 == 0:
        cells["creditor_kind"] = "银行"
    return cells


def _case(world: World, index: int, day: date) -> dict[str, Says] | None:
    chance, bank = world.chance, index % 2 == 0
    filed_on = world.as_of - timedelta(days=12 + chance.number("case filed", index, 760))
    if index == FORGOTTEN:
        filed_on = world.as_of - timedelta(days=700)
    if filed_on > day or (index == FORGOTTEN and day < world.as_of - timedelta(days=20)):
        return None
    court = chance.pick("court", index, tuple(COURTS))
    won = chance.number("won", index, 8) > 0
    judged = by(filed_on + timedelta(days=50 + chance.number("judged after", index, 60)), day)
    closed = by(_after(world, "closed", index, filed_on + timedelta(days=120)), day)
    amount = Decimal(5_000_000 + 100 * chance.number("claimed", index, 400_000))
    # What is paid comes months after the judgment, with interest for one in twenty.
    share = 110 if chance.one_in("with interest", index, 20) else 40 + chance.number("share", index, 60)
    paid = closed if won and judged and chance.number("paid", index, 5) else None
    return {
        "case_no": f"（{filed_on.year}）辽11民初{index + 1}号",
        "court": court,
        "cause": chance.pick("cause", index, OF_BANKS if bank else OF_OTHERS),
        "creditor_kind": "银行业机构" if bank else "其他" if index % 3 else None,
        "creditor": BANKS[index % len(BANKS)] if bank else None,
        "filed_on": filed_on,
        "closed_on": None if index in PLANTS else closed,
        "judged_on": judged,
        "creditor_won": won if judged else None,
        # One in thirty judgments was told without its amount.
        "judged_amount": amount if judged and not chance.one_in("no amount", index, 30) else None,
        "recovered_amount": amount * share / 100 if paid else None,
        "recovered_on": paid,
        "district": COURTS[court],
    }


def _after(world: World, question: str, index: int, first: date) -> date | None:
    """A day in the eight months after the first; one in five never comes."""
    if world.chance.one_in(f"never {question}", index, 5):
        return None
    return first + timedelta(days=world.chance.number(question, index, 240))
