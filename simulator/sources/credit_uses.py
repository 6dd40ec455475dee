"""How often the credit services 信易+ and 互联网+信用 were used, item by item, month by month."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from simulator.deliveries import Delivery
from simulator.rows import Row
from simulator.sources.table import Tables, row_of

# item → (who reports, how many months ago its last use was; None: it goes on)
SERVICES: dict[str, tuple[str, int | None]] = {
    "互联网+信用+教育": ("市教育局", None),
    "互联网+信用+医疗": ("市卫健委", None),
    "信易贷": ("人民银行盘锦市中心支行", None),  # reported under the bank's older name
    "信易批": ("市行政审批局", None),
    "信易行": ("市交通局", None),
    "信易游": ("市文旅广电局", 6),  # stopped half a year ago
    "信易租": ("市住建局", 0),  # the ledger goes on and says nobody used it
    "信易阅": ("市文旅广电局", None),  # a service, but none the task names
}


def deliveries(tables: Tables) -> Iterator[Delivery]:
    """Two rows an item and month; with the next file one row of the first item is put right."""
    world = tables.world

    def rows(last: date, day: date) -> Iterable[Row]:
        months_ago = (world.as_of - day).days // 30
        for place, (item, (unit, stopped)) in enumerate(SERVICES.items()):
            if stopped and months_ago < stopped:
                continue
            for days in (9, 3):
                used_on = day - timedelta(days=days)
                yield _row(unit, item, used_on, 0 if stopped == 0 else _uses(place, used_on))
        if last > date.min:
            item, (unit, _) = next(iter(SERVICES.items()))
            yield _row(unit, item, last - timedelta(days=9), 5)

    def _uses(place: int, used_on: date) -> int:
        return 1 + world.chance.number(f"uses {place}", used_on.toordinal(), world.size(60, 20))

    yield from tables.deliver("credit_centre_uses", "信用应用", rows, hour=11)


def _row(unit: str, item: str, used_on: date, uses: int) -> Row:
    return row_of(
        {"unit": unit, "item": item, "used_on": used_on, "uses": uses, "beneficiaries": uses * 3 // 2}
    )
