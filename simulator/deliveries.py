"""Deliveries: which file a department drops when, in which form, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from simulator.rows import Row
from simulator.shapes import Layout, Shape
from simulator.subjects import World
from simulator.workdays import working_day_on_or_before

SHANGHAI = ZoneInfo("Asia/Shanghai")
Outcome = Literal["landed", "stopped", "ignored duplicate"]


@dataclass(frozen=True)
class Delivery:
    """One file. ``spoil`` changes the finished bytes; ``copy_of`` names the file whose bytes it repeats."""

    feed: str
    file: str
    at: datetime
    shape: Shape
    layout: Layout
    rows: Callable[[], Iterable[Row]]
    outcome: Outcome = "landed"
    stop_rule: str | None = None
    spoil: Callable[[bytes], bytes] | None = None
    copy_of: str | None = None
    zh: str = ""
    nil_return: bool = False  # its name says that there was nothing
    is_return: bool = False  # refused rows sent back: answers, and no delivery of a period

    @property
    def day(self) -> date:
        """The day of receipt in Beijing time."""
        return self.at.date()


def moment(world: World, days_before: int, hour: int, minute: int) -> datetime:
    """A working moment so many days before the as-of day."""
    day = working_day_on_or_before(world.as_of - timedelta(days=days_before))
    return datetime.combine(day, time(hour, minute), SHANGHAI)


def no_rows() -> Iterable[Row]:
    """A file with nothing below its header."""
    return ()


def empty_file(delivery: Delivery) -> Delivery:
    """The upload broke off before the first byte."""
    return replace(
        delivery,
        spoil=lambda _bytes: b"",
        rows=no_rows,
        outcome="stopped",
        stop_rule="FILE-EMPTY",
        zh="空文件",
    )


def header_only(delivery: Delivery) -> Delivery:
    """A header without rows: no nil return, nothing was said."""
    return replace(delivery, rows=no_rows, zh="只有表头")


def truncated(delivery: Delivery) -> Delivery:
    """The second half of the file is missing."""
    return replace(
        delivery,
        spoil=lambda content: content[: len(content) // 2],
        outcome="stopped",
        stop_rule="FILE-CONTAINER",
        zh="文件被截断",
    )


def mixed_encodings(delivery: Delivery) -> Delivery:
    """A UTF-8 file to which somebody glued lines in GB18030."""
    more = "用户编号,用户名称㼆,居民\r\n".encode("gb18030")
    return replace(
        delivery,
        spoil=lambda content: content + more,
        outcome="stopped",
        stop_rule="FILE-ENCODING",
        zh="一份文件两种编码",
    )


def renamed_column(delivery: Delivery, column: str, title: str) -> Delivery:
    """A required column under a title nobody has heard of."""
    titles = delivery.layout.titles | {column: title}
    layout = replace(delivery.layout, titles=titles)
    return replace(
        delivery, layout=layout, outcome="stopped", stop_rule="FILE-COLUMNS", zh=f"必填列被改名为“{title}”"
    )


def again(delivery: Delivery, file: str, at: datetime) -> Delivery:
    """The same bytes once more under another name."""
    return replace(
        delivery, file=file, at=at, copy_of=delivery.file, outcome="ignored duplicate", zh="同一文件改名重报"
    )


def wrong_standard(delivery: Delivery, layout: Layout, rows: Callable[[], Iterable[Row]]) -> Delivery:
    """Another standard's table in this feed's folder."""
    return replace(
        delivery, layout=layout, rows=rows, outcome="stopped", stop_rule="FILE-COLUMNS", zh="别的标准的文件"
    )
