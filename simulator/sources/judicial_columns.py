"""Columns of the judicial sites (T10-02), for the one delivery that holds every site's columns."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from simulator.rows import Row
from simulator.sources.table import row_of
from simulator.subjects import World

# column, who keeps the site (as the task table prints it), days since the last update when the table is sent
COLUMNS = (
    ("审判信息", "市法院", 0),
    ("强制执行案件信息", "盘锦市中级人民法院", None),
    ("检务公开", "检查院", 2),
    ("司法行政信息公开", "市司法局", 1),
)


def site_rows(world: World, day: date | None = None) -> Iterator[Row]:
    """What the table sent on ``day`` says of the four judicial columns (the as-of day if none is given).

    Three are kept up; the court's enforcement column was last touched on the last day of the month before in
    every other month, which is a day too early to count for this one.
    """
    sent = day or world.as_of
    for number, (column, unit, age) in enumerate(COLUMNS):
        if age is None:
            stale = (sent.month + world.chance.seed) % 2 == 0
            updated = sent.replace(day=1) - timedelta(days=1) if stale else sent
        else:
            updated = sent - timedelta(days=age)
        yield row_of(
            {
                "unit": unit,
                "site_name": f"{unit}门户网站",
                "column_name": column,
                "is_main_column": number != 2,
                "updated_on": updated,
                "url": f"http://site{number + 1}.panjin.example/{number + 1}",
            }
        )
