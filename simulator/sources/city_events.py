"""Credit events from knowledge to rectification, told again whenever something more is known of them.

An event is sent when it becomes known and again in every later delivery before which one of its days
passed, each time with what is known by then: the newest version counts, and an earlier as-of day sees the
earlier one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from simulator import spoil
from simulator.deliveries import Delivery
from simulator.rows import QUESTION, REJECTED, Plant, Row, Says, copy_of
from simulator.sources.table import XLSX, Tables, row_of
from simulator.subjects import World

# (domain, field, responsible unit), as the departments write them: fields and units go by more than one name
PLACES = (
    ("商务", "生产", "市应急局"),
    ("商务", "流通", "市商务局"),
    ("商务", "金融", "市金融发展局"),
    ("商务", "交通运输", "盘锦市交通运输局"),
    ("商务", "电子商务", "市商务局"),
    ("商务", "工程建设", "市住建局"),
    ("商务", "招标投标", "市公管办"),
    ("商务", "价格", "盘锦市市场监督管理局"),
    ("商务", "税务", "国家税务总局盘锦市税务局"),
    ("商务", "文化体育旅游", "市文旅广电局"),
    ("商务", "会展广告", "市市场监管局"),
    ("商务", "统计", "市发改委"),
    ("社会", "医药卫生和健康", "市卫健委"),
    ("社会", "社会保障", "市人社局"),
    ("社会", "文化体育旅游", "市文旅广电局"),
    ("社会", "知识产权", "市市场监管局"),
    ("社会", "环境保护和能源节约", "市生态环境保护局"),
    ("司法", "法院公信", "市法院"),
    ("司法", "检察院公信", "检查院"),
    ("司法", "公共安全公信", "公安局"),
    ("政务", None, "双台子区人民政府"),
    ("政务", None, "大洼区政府"),
    ("金融风险", "区域担保圈风险", "市金融局"),
)
DAYS = ("reported_on", "collected_on", "treated_on", "feedback_on", "rectified_on")


@dataclass(frozen=True)
class Event:
    """An event. ``after`` gives days after knowledge; None or missing: it never came to that."""

    number: str
    place: tuple[str, str | None, str]
    level: str
    occurred: date
    known: date
    after: Mapping[str, int | None] = field(default_factory=dict)
    tells_knowledge: bool = True
    limit: int | None = None  # days for rectification
    judged: Mapping[str, Says] = field(default_factory=dict)  # contained, run: known ten days later

    def on(self, what: str) -> date | None:
        """The day something came about."""
        days = self.after.get(what)
        return None if days is None else self.known + timedelta(days=days)

    def days(self) -> list[date]:
        """Every day on which there was something new to tell."""
        came = [self.on(what) for what in (*DAYS, "confirmed_on")]
        judged = [self.known + timedelta(days=10)] if self.judged else []
        return [self.known, *judged, *(day for day in came if day)]

    def row(self, day: date) -> Row:
        """What is known on a day."""
        domain, of_field, unit = self.place
        confirmed = self.on("confirmed_on")
        says: dict[str, Says] = {
            "event_no": self.number,
            "unit": unit,
            "domain": domain,
            "field": of_field,
            "level": self.level,
            "title": f"{of_field or domain}失信事件{self.number}",
            "is_confirmed": confirmed is not None and confirmed <= day,
            "occurred_on": self.occurred,
            "known_on": self.known if self.tells_knowledge else None,
            "rectify_by": None if self.limit is None else self.known + timedelta(days=self.limit),
        }
        for what in DAYS:
            came = self.on(what)
            says[what] = came if came is not None and came <= day else None
        says |= self.judged if self.known + timedelta(days=10) <= day else {}
        return row_of(says)


def by_chance(world: World, index: int) -> Event:
    """Number ``index`` of the events that chance brings: one every four days, over fourteen months."""
    chance = world.chance
    place = chance.pick("event place", index, PLACES)
    occurred = world.as_of - timedelta(days=3 + index * 4 % 425)
    known = occurred + timedelta(days=chance.number("event known", index, 4))
    treated = chance.pick("event treated", index, (3, 6, 8, 11, 14, 19, None))
    after: dict[str, int | None] = {
        "confirmed_on": chance.pick("event confirmed", index, (1, 1, 2, 3, 4, None)),
        "reported_on": chance.pick("event reported", index, (0, 1, 1, 2, 3, 5, None)),
        "collected_on": chance.pick("event collected", index, (2, 3, 5, 6, 7, 9)),
        "published_on": chance.pick("event published", index, (3, 5, 8, 10, 12, None)),
        "treated_on": treated,
        "feedback_on": None if treated is None else treated + chance.number("event feedback", index, 4),
    }
    level = chance.pick("event level", index, ("一般", "一般", "一般", "重大", "重大", "严重"))
    limit, judged = None, {}
    if place[0] == "政务":
        limit = chance.pick("event limit", index, (30, 30, 45, None))
        after["rectified_on"] = chance.pick("event rectified", index, (20, 28, 30, 40))
    if place[0] == "金融风险":
        judged = {
            "is_contained": chance.pick("event contained", index, (True, True, False, None)),
            "is_run": chance.pick("event run", index, (False, False, None)),
        }
    silent = chance.one_in("event day of knowledge", index, 9)
    return Event(
        f"SJ{world.as_of.year}-{index + 1:05d}",
        place,
        level,
        occurred,
        known,
        after,
        not silent,
        limit,
        judged,
    )


def planted(world: World) -> Iterator[Event]:
    """Events that each show a trap, wherever chance puts the others."""
    swift: dict[str, int | None] = {
        "confirmed_on": 1, "reported_on": 1, "collected_on": 2, "published_on": 4, "treated_on": 5,
        "feedback_on": 6,
    }  # fmt: skip

    def event(
        name: str, days: int, place: tuple[str, str | None, str], level: str = "严重", **more: object
    ) -> Event:
        occurred = world.as_of - timedelta(days=days)
        details: dict[str, object] = {"after": swift, **more}
        return Event(f"SJ-{name}", place, level, occurred, occurred + timedelta(days=1), **details)  # type: ignore[arg-type]

    trade, office = ("商务", "政府采购", "市公管办"), ("政务", None, "兴隆台区政府")
    risk = ("金融风险", "产能过剩行业债务风险", "市银保监局")
    yield event("按另一称法的领域", 14, trade)
    yield event("未核实", 16, trade, after={**swift, "confirmed_on": None})
    yield event("未列名的领域", 15, ("商务", "家政服务", "市商务局"))
    yield event("上月的社会事件", 50, ("社会", "教育科研", "市教育局"))
    # the last day of the month before, known in this one: it belongs to the month in which it happened
    eve = (world.as_of - world.as_of.replace(day=1)).days + 1
    yield event("上月末发生本月知悉", eve, ("社会", "社会保障", "市人社局"))
    yield event("逾期未整改", 100, office, "重大", limit=30)
    yield event("限内整改", 60, office, "重大", limit=50, after={**swift, "rectified_on": 45})
    yield event("上月逾期后整改", 90, office, "重大", limit=20, after={**swift, "rectified_on": 42})
    yield event("未定期限", 70, office, "严重")
    yield event("期限未到", 20, office, "重大", limit=60)
    yield event("已遏制", 130, risk, "重大", judged={"is_contained": True, "is_run": False})
    yield event("挤兑", 80, risk, "严重", judged={"is_contained": False, "is_run": True})
    yield event("一般风险", 75, risk, "一般", judged={"is_contained": True, "is_run": False})
    yield event("上年的风险", 340, risk, "重大", judged={"is_contained": False, "is_run": False})


def events(world: World) -> Iterator[Event]:
    """Every event of the city."""
    yield from planted(world)
    for index in range(world.size(106, 106)):
        yield by_chance(world, index)


PLANTS = (
    Plant("等级不在代码表中", "level", spoil.constant("特别严重"), "CODE-LIST", QUESTION),
    Plant("发生日期不存在", "occurred_on", spoil.constant("2026-02-30"), "DATE-REAL", REJECTED),
    Plant("发生日期在收到之后", "occurred_on", spoil.constant("2099-01-01"), "DATE-FUTURE", QUESTION),
)


def _event_rows(world: World, last: date, day: date) -> Iterator[Row]:
    for event in events(world):
        if event.known <= day and any(last < came <= day for came in event.days()):
            yield event.row(day)
    # a row that cannot be read says nothing; the same event, corrected, comes with the next delivery
    month = f"{day:%Y%m}"
    for number, plant in enumerate(PLANTS):
        held = Event(
            f"SJ-错{month}-{number}", PLACES[number], "严重", day - timedelta(days=9), day - timedelta(days=8)
        )
        row = held.row(day)
        plant.put(row, 1)
        yield row
    twice = Event(f"SJ-重{month}", PLACES[4], "一般", day - timedelta(days=6), day - timedelta(days=5)).row(
        day
    )
    yield twice
    yield copy_of(twice)


def _publication_rows(world: World, last: date, day: date) -> Iterator[Row]:
    for number, event in enumerate(events(world)):
        shown = event.on("published_on")
        if shown is None or event.on("confirmed_on") is None:
            continue
        # one in ten is taken down after a month: it was public in time all the same
        gone = shown + timedelta(days=30) if world.chance.one_in("event taken down", number, 10) else None
        if last < shown <= day or (gone is not None and last < gone <= day):
            yield row_of(
                {
                    "channel": world.chance.pick(
                        "event channel", number, ("信用盘锦", "信用盘锦", "部门网站")
                    ),
                    "content_kind": "信用事件",
                    "reference_no": event.number,
                    "unit": event.place[2],
                    "published_on": shown,
                    "withdrawn_on": gone if gone is not None and gone <= day else None,
                }
            )


def deliveries(tables: Tables) -> Iterator[Delivery]:
    """The register of events, and the portal's log of those that were shown."""
    world = tables.world
    yield from tables.deliver(
        "credit_centre_events", "信用事件", lambda last, day: _event_rows(world, last, day), shape=XLSX
    )
    yield from tables.deliver(
        "credit_centre_publications",
        "信用盘锦发布日志_信用事件",
        lambda last, day: _publication_rows(world, last, day),
        hour=11,
    )
