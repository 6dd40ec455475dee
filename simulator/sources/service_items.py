"""The catalogue of service items, whole each month, and the templates of commitments that were published."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial

from simulator import spoil
from simulator.catalogue_items import Item, item, size, template_days
from simulator.deliveries import Delivery
from simulator.rows import QUESTION, Plant, Row, Says, copy_of
from simulator.sources.table import XLSX, Tables, row_of
from simulator.sources.versions import by, changed
from simulator.subjects import World

LATEST = 20  # days before the as-of day: what changed with the newest list
GONE, GOES_ONLINE, TWICE, UNKNOWN, REVISED = 40, 41, 45, 47, 50


def deliveries(tables: Tables) -> Iterator[Delivery]:
    """Four months' catalogues, and a file a month of the portal's log."""
    world = tables.world
    feed, portal = "approval_bureau_items", "credit_centre_publications"
    yield from tables.deliver(
        feed, "事项目录", partial(_catalogue, world), before=(103, 72, 42, 11), shape=XLSX, hour=11
    )
    yield from tables.deliver(portal, "承诺书样本公示", partial(_templates, world), hour=12)


def _catalogue(world: World, _last: date, day: date) -> Iterator[Row]:
    """One item leaves with the newest list, one can be done online from then on."""
    newest = (world.as_of - day).days < LATEST
    for index in range(size(world)):
        if index == GONE and newest:
            continue
        row = _row(world, item(index), newest)
        if index == REVISED:
            row.cells["item_name"] = f"{row.cells['item_name']}（{day:%Y年%m月%d日}修订）"
        if index == UNKNOWN:
            Plant("是否行政审批填了别的词", "is_approval", spoil.constant("待定"), "CODE-LIST", QUESTION).put(
                row, 0
            )
        yield row
        if index == TWICE:
            yield copy_of(row)


def _row(world: World, of: Item, newest: bool) -> Row:
    chance, index = world.chance, of.index
    approval = index % 3 != 1
    # One in twenty says nothing of tolerance; what the law bars is ticked as enabled now and then.
    barred = index % 11 == 5
    enabled = None if index % 20 == 7 else chance.number("tolerance", index, 5) > 0
    online = chance.number("online", index, 4) > 0 or (index == GOES_ONLINE and newest)
    says: dict[str, Says] = {
        "item_code": of.code,
        "item_name": of.name,
        "unit": of.office,
        "item_kind": "行政许可" if approval else "公共服务",
        "is_approval": approval,
        "is_online": None if index % 33 == 9 else online and not (index == GOES_ONLINE and not newest),
        "notice_item": of.notice_code,
        "notice_offered": of.offered if of.notice else None,
        "commitment_template_no": of.template_no,
        "tolerance_enabled": enabled if approval else None,
        "tolerance_barred": barred if approval else None,
    }
    return row_of(says, {"is_online": "√"} if says["is_online"] and index % 6 == 0 else None)


def _templates(world: World, last: date, day: date) -> Iterator[Row]:
    yield from changed(range(size(world)), partial(_template, world), last, day)


def _template(world: World, index: int, day: date) -> dict[str, Says] | None:
    of = item(index)
    days = template_days(world, of)
    if days is None or days[0] > day:
        return None
    return {
        "channel": "部门网站" if index % 4 == 0 else "信用盘锦",
        "content_kind": "承诺书样本",
        "reference_no": of.template_no,
        "unit": of.office,
        "published_on": days[0],
        "withdrawn_on": by(days[1], day),
        "url": f"https://credit.example/template/{index}",
    }
