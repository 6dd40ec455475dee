"""Loans and bad loans of the city's banks at the end of each quarter."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

from simulator import spoil
from simulator.deliveries import Delivery
from simulator.rows import QUESTION, REPAIRED, Fault, Plant, Row
from simulator.sources.table import XLSX, Tables, row_of
from simulator.sources.versions import in_ten_thousands
from simulator.subjects import World

BANKS = (
    *("工商银行盘锦分行", "农业银行盘锦分行", "中国银行盘锦分行", "建设银行盘锦分行", "交通银行盘锦分行"),
    *("邮储银行盘锦分行", "盘锦银行", "大洼农村商业银行"),
)
SILENT, PUT_RIGHT, BY_ITS_OWN_UNIT, WORDY = 5, 2, 3, 6
BEFORE = (390, 300, 208, 116, 25, 12)  # the last one puts a figure right


def deliveries(tables: Tables) -> Iterator[Delivery]:
    """A file a quarter, and a correction to the newest."""
    rows = partial(_rows, tables.world)
    feed = "banking_regulator_statistics"
    yield from tables.deliver(feed, "银行业统计", rows, before=BEFORE, shape=XLSX, hour=9)


def _rows(world: World, last: date, day: date) -> Iterator[Row]:
    quarter_end = _quarter_end(day)
    if last > date.min and _quarter_end(last) == quarter_end:
        yield _row(world, PUT_RIGHT, quarter_end, 1)
        return
    for place in range(len(BANKS)):
        if place == SILENT and day > world.as_of - timedelta(days=60):
            continue  # it has sent nothing for the newest quarter
        row = _row(world, place, quarter_end, 0)
        if place == WORDY and last == date.min:
            Plant("不良贷款余额不是数", "bad_loans", spoil.constant("正在统计"), "AMOUNT-FORM", QUESTION).put(
                row, 0
            )
        yield row


def _quarter_end(day: date) -> date:
    return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1) - timedelta(days=1)


def _row(world: World, place: int, quarter_end: date, more: int) -> Row:
    chance, quarter = world.chance, quarter_end.toordinal()
    loans = Decimal(300_000_000 * (place + 2) + 10_000 * chance.number(f"loans {place}", quarter, 9_000))
    bad = (loans * (120 + chance.number(f"bad {place}", quarter, 110)) / 10_000).quantize(Decimal(100))
    bad += more * 5_000_000
    row = row_of(
        {"institution": BANKS[place], "quarter_end": quarter_end, "loans": loans, "bad_loans": bad},
        {"loans": f"{loans / 10_000:,}", "bad_loans": in_ten_thousands(bad)},
    )
    if place == BY_ITS_OWN_UNIT:
        row.cells["loans"] = f"{loans / 100_000_000}亿元"
        row.state = REPAIRED
        row.faults += (Fault("金额自带另一单位", "FIX-UNIT", "loans", REPAIRED),)
    return row
