"""The catalogue of service items as it truly is: what several departments' feeds speak of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from simulator.subjects import World

OFFICES = ("市审批局", "市行政审批局", "市住建局", "盘锦市市场监督管理局", "市人社局", "市卫健委", "市交通局")
# Of the nineteen items with 告知承诺 two stand in the catalogue twice, under two offices.
NOTICES = (*range(1, 20), 1, 2)
MISSING, NOT_OFFERED, NO_TEMPLATE, TEMPLATE_WITHDRAWN, NEVER_USED, HALF_OFFERED = 17, 16, 15, 14, 13, 2
UNASKED = (10, 11, 12)  # items nobody applied for: offered and published is enough


@dataclass(frozen=True, slots=True)
class Item:
    """One service item. ``notice``: the number of the 告知承诺 item it carries out."""

    index: int
    code: str
    name: str
    office: str
    notice: int | None
    offered: bool
    template_no: str | None

    @property
    def notice_code(self) -> str | None:
        """The item's number in the list of nineteen."""
        return f"G{self.notice:02d}" if self.notice else None


def size(world: World) -> int:
    """Items in the catalogue."""
    return world.size(160, 80)


def item(index: int) -> Item:
    """Number ``index`` of the catalogue: the first ones carry out the nineteen."""
    notice = NOTICES[index] if index < len(NOTICES) else None
    if notice == MISSING:
        notice = None
    second = index >= 19
    offered = notice is not None and notice != NOT_OFFERED and not (second and notice == HALF_OFFERED)
    return Item(
        index=index,
        code=f"2111-{index:05d}",
        name=f"政务服务事项第{index + 1}项",
        office=OFFICES[index % len(OFFICES)],
        notice=notice,
        offered=offered,
        template_no=f"YB-{index:03d}" if offered and notice != NO_TEMPLATE else None,
    )


def template_days(world: World, of: Item) -> tuple[date, date | None] | None:
    """When an item's template was published, and withdrawn again."""
    if of.template_no is None:
        return None
    shown_on = world.as_of - timedelta(days=380 - of.index)
    withdrawn = world.as_of - timedelta(days=75) if of.notice == TEMPLATE_WITHDRAWN else None
    return shown_on, withdrawn
