"""Tables of a feed: rows as values, written as this department writes them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from ingest.catalogue import Catalogue
from simulator.deliveries import Delivery, moment
from simulator.rows import Cell, Row, Says
from simulator.shapes import Layout, Shape, fitting
from simulator.subjects import World
from simulator.tables import printed

MONTHLY = (407, 377, 346, 316, 285, 255, 226, 194, 164, 133, 103, 72, 42, 11)  # days before the as-of day
QUARTERLY = (390, 300, 208, 116, 25)
CSV, XLSX, XLS = Shape(), Shape("xlsx", ".xlsx"), Shape("xls", ".xls")
SPOKEN: dict[Says, str] = {True: "是", False: "否"}


def row_of(says: Mapping[str, Says], spelt: Mapping[str, Cell] | None = None) -> Row:
    """A row that says something; ``spelt`` gives cells that are written in another way than meant."""
    cells: dict[str, Cell] = {name: _cell(value) for name, value in says.items()}
    return Row(cells | dict(spelt or {}), says=dict(says))


def _cell(value: Says) -> Cell:
    if isinstance(value, bool):
        return SPOKEN[value]
    if value is None or isinstance(value, str):
        return value
    return value.isoformat() if isinstance(value, date) else str(value)


@dataclass(frozen=True)
class Tables:
    """Makes the deliveries of a world's feeds."""

    world: World
    catalogue: Catalogue

    def deliver(
        self,
        feed: str,
        title: str,
        rows: Callable[[date, date], Iterable[Row]],
        *,
        before: Sequence[int] = MONTHLY,
        shape: Shape = CSV,
        size: int = 0,
        hour: int = 10,
        constants: Iterable[str] = (),
        absent: Iterable[str] = (),
    ) -> Iterator[Delivery]:
        """One file for each of the days; ``rows`` is asked for what lies after the last and up to this one.

        A feed of changes yields what happened after ``last`` (exclusive) up to ``day``; one that sends
        everything ignores ``last``. ``absent``: columns this department's table does not have. Who has
        nothing to say sends no file.
        """
        standard = self.catalogue.standards[self.catalogue.feeds[feed].standard]
        names = [c.name for c in standard.columns if c.name not in {*constants, *absent}]
        form = fitting(shape, size)
        last = date.min
        for number, days in enumerate(before, 1):
            at = moment(self.world, days, hour, number % 60)
            contents = _between(rows, last, at)
            if next(iter(contents()), None) is not None:
                layout = Layout(printed(standard, names))
                yield Delivery(feed, f"{title}{at:%Y.%m.%d}{form.suffix}", at, form, layout, contents)
            last = at.date()


def _between(
    rows: Callable[[date, date], Iterable[Row]], last: date, at: datetime
) -> Callable[[], Iterable[Row]]:
    return lambda: rows(last, at.date())
