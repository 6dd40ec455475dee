"""Zero reports: no serious events in a field (T06-04 to T06-06), nothing forbidden done (T14-06 to T14-08).

Most fields and units speak every month; some are silent, some late, one speaks before the month has begun.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from simulator import spoil
from simulator.deliveries import Delivery
from simulator.rows import QUESTION, Plant, Row, Says
from simulator.sources.table import Tables, row_of
from simulator.subjects import World

# matter, field, who declares: fields by the names departments use, and not always the unit in charge
SPEAKERS = (
    ("T06-04", "生产", "市应急局"),
    ("T06-04", "流通", "市商务局"),
    ("T06-04", "金融", "人民银行盘锦市中心支行"),
    ("T06-04", "交通运输", "市交通局"),
    ("T06-04", "电子商务", "市智慧城市中心"),
    ("T06-04", "工程建设", "市住建局"),
    ("T06-04", "招标投标", "市公管办"),
    ("T06-04", "价格", "市市场监管局"),
    ("T06-04", "税务", "市税务局"),
    ("T06-04", "旅游", "市文旅广电局"),
    ("T06-04", "中介服务业", "市市场监管局"),
    ("T06-04", "统计", "市发改委"),
    ("T06-05", "医药卫生和健康", "市卫健委"),
    ("T06-05", "社会保障", "市人社局"),
    ("T06-05", "教育科研", "市教育局"),
    ("T06-05", "知识产权", "市市场监管局"),
    ("T06-05", "环保", "市生态环境保护局"),
    ("T06-06", "法院公信", "盘锦市中级人民法院"),
    ("T06-06", "检察院公信", "检查院"),
    ("T06-06", "公共安全公信", "公安局"),
    *(
        (matter, None, unit)
        for matter in ("T14-06", "T14-07", "T14-08")
        for unit in ("市委组织部", "市金融监管分局", "市财政局", "市税务局", "市督考办")
    ),
)
SENT = (396, 365, 335, 304, 274, 243, 213, 184, 153, 123, 92, 62, 32, 1)  # days before the as-of day


def _months(as_of: date) -> Iterator[date]:
    first = as_of.replace(day=1)
    for _ in range(14):
        yield first
        first = (first - timedelta(days=1)).replace(day=1)


def _declared(world: World, first: date, place: int) -> date | None:
    """The day a field's month was declared; None: never."""
    months = first.year * 12 + first.month
    end = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    end = min(end, world.as_of)
    matter, field, _ = SPEAKERS[place]
    here = (world.as_of.year * 12 + world.as_of.month) - months
    # before the month began nobody can know what it will bring
    if (matter, field) == ("T06-06", "检察院公信") and here == 0 and world.chance.seed % 3 == 2:
        return first - timedelta(days=3)
    if (matter, field) == ("T06-05", "知识产权") and here == 0 and world.chance.seed % 2 == 1:
        return None
    fate = world.chance.number("zero report", months * 100 + place, 40)
    if fate == 0:
        return None
    if fate == 1:
        return end + timedelta(days=9)  # after the month
    return max(first, end - timedelta(days=2))


def _says(matter: str, field: str | None, unit: str, first: date, declared: date) -> dict[str, Says]:
    return {
        "unit": unit,
        "matter": matter,
        "field": field,
        "month": f"{first:%Y-%m}",
        "declared_on": declared,
        "declared_by": "信用专员",
    }


def _rows(world: World, last: date, day: date) -> Iterator[Row]:
    for first in _months(world.as_of):
        for place, (matter, field, unit) in enumerate(SPEAKERS):
            declared = _declared(world, first, place)
            if declared is not None and last < declared <= day:
                yield row_of(_says(matter, field, unit, first, declared))
    wrong = row_of(_says("T06-04", "生产", "市商务局", day.replace(day=1), day))
    Plant("月份写成汉字", "month", spoil.constant(f"{day:%Y}年{day:%m}月份"), "TEXT-LENGTH", QUESTION).put(
        wrong, 1
    )
    yield wrong


def deliveries(tables: Tables) -> Iterator[Delivery]:
    """One file a month, at its end."""
    world = tables.world
    yield from tables.deliver(
        "credit_centre_zero_reports",
        "零报告_失信事件和行政干预",
        lambda last, day: _rows(world, last, day),
        before=SENT,
        hour=14,
    )
