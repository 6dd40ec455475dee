"""What a department that sends changes has to say: new things, and old ones it now knows otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal

from simulator.rows import Cell, Plant, Row, Says, copy_of
from simulator.sources.table import row_of

Said = Callable[[int, date], dict[str, Says] | None]  # what is known of a thing on a day; None: not there yet
TEN_THOUSAND = 10_000
NO_PLANTS: Mapping[int, Plant] = {}


def changed(
    things: Iterable[int],
    said: Said,
    last: date,
    day: date,
    *,
    spelt: Callable[[int, dict[str, Says]], dict[str, Cell]] | None = None,
    plants: Mapping[int, Plant] = NO_PLANTS,
    doubled: int | None = None,
) -> Iterator[Row]:
    """The things that are new, or of which something else is known than at the delivery before.

    ``spelt`` gives the cells that are written otherwise than meant; ``doubled`` is the thing whose row
    stands twice in the file.
    """
    for thing in things:
        now = said(thing, day)
        if now is None or now == said(thing, last):
            continue
        row = row_of(now, spelt(thing, now) if spelt else None)
        if thing in plants:
            plants[thing].put(row, 0)
        yield row
        if thing == doubled:
            yield copy_of(row)


def by(day: date | None, today: date) -> date | None:
    """A day that has come, None where it lies ahead."""
    return day if day is not None and day <= today else None


def in_ten_thousands(amount: Says) -> str:
    """An amount in yuan as a table in 万元 writes it."""
    return format(Decimal(str(amount)) / TEN_THOUSAND, "f")
