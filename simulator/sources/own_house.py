"""What government keeps of itself: files of civil servants (sums only), budgets, liaison officers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from simulator import spoil
from simulator.deliveries import Delivery
from simulator.rows import QUESTION, Plant, Row
from simulator.sources.table import XLSX, Tables, row_of
from simulator.subjects import World

HALF_YEARLY = (395, 215, 34, 20)
# the same unit under two names: its newest count stands for it, not both
SERVING = (
    ("市住建局", "盘锦市住房和城乡建设局"),
    ("市市场监管局", "市市场监管局"),
    ("市公安局", "公安局"),
    ("市税务局", "市税务局"),
    ("市教育局", "市教育局"),
    ("双台子区政府", "双台子区人民政府"),
    ("盘山县政府", "盘山县政府"),
)
BUDGETS = (
    ("市财政局", None, 2_000_000),
    ("双台子区人民政府", "双台子区", 300_000),
    ("兴隆台区政府", "兴隆台区", 0),
    ("大洼区政府", "大洼区", 250_000),
    ("辽东湾辽东湾新区管委会", "辽东湾新区", 180_000),
)
BUDGET_DAYS = (390, 280, 120, 45, 15)
# unit as it signs, officer, days before the as-of day of taking up and of leaving
OFFICERS = (
    *(
        (f"市{unit}", f"联络员{unit}", 900, None)
        for unit in ("人社局", "税务局", "交通局", "教育局", "民政局")
    ),
    ("盘锦市住房和城乡建设局", "联络员甲", 800, None),
    ("市生态环境保护局", "联络员乙", 700, 60),
    ("市生态环境局", "联络员丙", 60, None),
    ("国家税务总局盘锦市税务局", "联络员丁", 300, None),
    ("市应急局", "联络员戊", 600, 40),
    ("市公管办", "联络员己", 500, 25),
    ("市法院", "联络员庚", 18, None),
    ("双台子区人民政府", "联络员辛", 400, None),
    ("大洼区人民政府", "联络员壬", 400, None),
    ("辽东湾新区管委会", "联络员癸", 200, None),
    ("市文旅广电局", "联络员子", 450, 100),
)
OFFICER_DAYS = (380, 190, 37, 16)


def _counts(world: World, day: date) -> Iterator[Row]:
    chance = world.chance
    counted = day - timedelta(days=4)
    for place, names in enumerate(SERVING):
        # a unit that has not counted again keeps its last count
        if chance.one_in("servants not counted", day.toordinal() * 10 + place, 5):
            continue
        servants = 60 + chance.number("servants", place, 400)
        with_file = servants * (60 + chance.number("files", day.toordinal() * 10 + place, 41)) // 100
        if place == len(SERVING) - 1:
            with_file = servants + 5
        yield row_of(
            {
                "unit": names[day.toordinal() % 2],
                "counted_on": counted,
                "servants": servants,
                "with_file": with_file,
            }
        )
    wrong = row_of({"unit": "市审计局", "counted_on": counted, "servants": 40, "with_file": 30})
    Plant("人数不是整数", "servants", spoil.constant("四十余"), "INTEGER-FORM", QUESTION).put(wrong, 1)
    yield wrong


def _budgets(world: World, day: date) -> Iterator[Row]:
    for place, (unit, district, amount) in enumerate(BUDGETS):
        # one pays more than it has planned, one says nothing of payments
        share = world.chance.number("paid", place, 60) + day.month * 4
        paid = Decimal(amount) * (share if place != 3 else 103) / 100
        spelt = {"budgeted": f"{amount:,.2f}"} if place == 0 else None
        says = {"unit": unit, "district": district, "budget_year": day.year, "budgeted": Decimal(amount)}
        yield row_of(says | {"paid": None if place == 4 else paid}, spelt)
    wrong = row_of({"unit": "盘山县政府", "budget_year": day.year, "budgeted": Decimal(1)})
    Plant("预算金额不是数", "budgeted", spoil.constant("若干万"), "AMOUNT-FORM", QUESTION).put(wrong, 1)
    yield wrong


def _officers(world: World, last: date, day: date) -> Iterator[Row]:
    for unit, name, since, left in OFFICERS:
        took_up = world.as_of - timedelta(days=since)
        gone = None if left is None else world.as_of - timedelta(days=left)
        if last < took_up <= day or (gone is not None and last < gone <= day):
            yield row_of(
                {
                    "unit": unit,
                    "officer_name": name,
                    "held_from": took_up,
                    "held_until": gone if gone is not None and gone <= day else None,
                }
            )
    wrong = row_of({"unit": "市科技局", "officer_name": "联络员丑", "held_from": day - timedelta(days=9)})
    earlier = (day - timedelta(days=30)).isoformat()
    Plant("离任早于任职", "held_until", spoil.constant(earlier), "X-ORDER", QUESTION).put(wrong, 1)
    yield wrong


def deliveries(tables: Tables) -> Iterator[Delivery]:
    """Half-yearly counts, budgets as they are paid, officers as they change."""
    world = tables.world
    yield from tables.deliver(
        "organisation_department_files",
        "公务员诚信档案汇总",
        lambda _last, day: _counts(world, day),
        before=HALF_YEARLY,
        shape=XLSX,
    )
    yield from tables.deliver(
        "finance_department_budgets",
        "信用建设经费",
        lambda _last, day: _budgets(world, day),
        before=BUDGET_DAYS,
    )
    yield from tables.deliver(
        "reform_commission_liaison",
        "信用建设联络员",
        lambda last, day: _officers(world, last, day),
        before=OFFICER_DAYS,
        shape=XLSX,
        hour=11,
    )
