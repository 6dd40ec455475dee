"""All further feeds together."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from simulator.deliveries import Delivery
from simulator.sources.table import Tables

Source = Callable[[Tables], Iterator[Delivery]]
SOURCES: tuple[Source, ...] = ()


def further_deliveries(tables: Tables) -> Iterator[Delivery]:
    """The deliveries of every source module."""
    for source in SOURCES:
        yield from source(tables)
