"""The nation's evaluation of enterprises, round by round (发改办财金〔2019〕885号)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from simulator.blacklisted import ROUNDS, grade
from simulator.deliveries import Delivery
from simulator.rows import Row
from simulator.sources.table import Tables, row_of
from simulator.subjects import market_subject

DELIVERED = (208, 116, 25)
LETTERS = {"优": "A", "良": "B", "中": "C", "差": "D"}


def deliveries(tables: Tables) -> Iterator[Delivery]:
    """One file a quarter, about the quarter before; the newest writes letters."""
    world = tables.world

    def rows(_last: date, day: date) -> Iterable[Row]:
        number = sum(1 for before in DELIVERED if (world.as_of - day).days <= before + 10)
        quarter = day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1) - timedelta(days=1)
        for index in range(world.market_subjects):
            graded = grade(world, index, number)
            if graded:
                subject = market_subject(world, index)
                yield row_of(
                    {
                        "party_name": subject.name,
                        "party_uscc": subject.uscc,
                        "round": f"{quarter.year}Q{quarter.month // 3}",
                        "scheme": "公共信用综合评价",
                        "grade": graded,
                        "evaluated_on": quarter,
                    },
                    {"grade": LETTERS[graded]} if number == ROUNDS else {},
                )

    yield from tables.deliver("national_platform_evaluations", "综合评价", rows, before=DELIVERED, hour=8)
