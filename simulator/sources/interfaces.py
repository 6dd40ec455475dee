"""Heartbeats of ports and county systems, and what went through the ports (T01-01, T07-02)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from simulator import spoil
from simulator.deliveries import Delivery
from simulator.rows import QUESTION, Plant, Row
from simulator.sources.table import XLS, Tables, row_of
from simulator.subjects import World

WEEKLY = (400, 370, 340, 310, 280, 250, 220, 190, 160, 130, 100, 70, 49, 42, 35, 28, 21, 14, 7, 1)
CENTRE = "市智慧城市中心"
MONITOR = "信用监测系统"
# system, unit as it signs, district, days before the as-of day of its last beat
SYSTEMS = (
    ("国家级交换端口", CENTRE, None, 0),
    ("省级交换端口", CENTRE, None, 0),
    ("信用信息共享平台", CENTRE, None, 0),
    (MONITOR, "双台子区人民政府", "双台子区", 0),
    (MONITOR, "兴隆台区政府", "兴隆台区", 0),
    (MONITOR, "大洼区政府", "大洼区", 0),
    (MONITOR, "盘山县人民政府", "盘山县", 40),
    (MONITOR, "辽东湾辽东湾新区管委会", "辽东湾新区", 0),
)
KINDS = ("联合惩戒信息", "失信黑名单", "奖励红名单")


def _interrupted(world: World, place: int, week: int) -> bool:
    """The provincial port is down for two weeks in every other city; one county was down and is back."""
    if SYSTEMS[place][0] == "省级交换端口":
        return week < 2 and world.chance.seed % 2 == 0
    if SYSTEMS[place][2] == "大洼区":
        return week in (1, 4, 5)
    return False


def _beats(world: World, last: date, day: date) -> Iterator[Row]:
    for week in range(62):
        beat = world.as_of - timedelta(days=7 * week + 2)
        if not last < beat <= day:
            continue
        for place, (system, unit, district, stopped) in enumerate(SYSTEMS):
            missing = district == "兴隆台区" and world.chance.seed % 3 == 0
            if missing or (world.as_of - beat).days < stopped:
                continue
            state = "中断" if _interrupted(world, place, week) else "正常"
            says = {"system": system, "unit": unit, "district": district, "beat_on": beat, "state": state}
            yield row_of(says, {"state": "断开"} if state == "中断" else None)
    wrong = row_of({"system": MONITOR, "unit": "盘山县政府", "beat_on": day, "state": "正常"})
    Plant("状态不在代码表中", "state", spoil.constant("不详"), "CODE-LIST", QUESTION).put(wrong, 1)
    yield wrong


def _receipts(world: World, last: date, day: date) -> Iterator[Row]:
    """Both directions every week; in the newest weeks one kind is only received and one sent back."""
    for week in range(60):
        sent = world.as_of - timedelta(days=7 * week + 4)
        if not last < sent <= day:
            continue
        for number, kind in enumerate(KINDS):
            for direction in ("上报", "下发"):
                one_way = kind == "奖励红名单" and week < 4 and world.chance.seed % 2 == 1
                refused = direction == "上报" and (one_way or (week + number) % 9 == 0)
                waiting = direction == "上报" and kind == "失信黑名单" and week % 5 == 0
                result = "待回执" if waiting else "退回" if refused else "已接收"
                yield row_of(
                    {
                        "receipt_no": f"XX{week:03d}{number}",
                        "level": ("国家", "省")[(week + number) % 2],
                        "direction": direction,
                        "info_kind": kind,
                        "unit": CENTRE,
                        "sent_on": sent,
                        "received_on_upper": None if waiting else sent,
                        "result": result,
                        "refusal": "格式不符" if result == "退回" else None,
                    }
                )


def deliveries(tables: Tables) -> Iterator[Delivery]:
    """Heartbeats by the week of late, receipts of information by the month."""
    world = tables.world
    yield from tables.deliver(
        "credit_centre_heartbeats", "接口心跳", lambda last, day: _beats(world, last, day), before=WEEKLY
    )
    yield from tables.deliver(
        "credit_centre_receipts",
        "上级平台回执_信息互通",
        lambda last, day: _receipts(world, last, day),
        shape=XLS,
        hour=15,
    )
