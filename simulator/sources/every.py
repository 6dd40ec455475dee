"""All further feeds together: every module of this package that has ``deliveries``."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

import simulator.sources
from simulator.deliveries import Delivery
from simulator.sources.table import Tables


def further_deliveries(tables: Tables) -> Iterator[Delivery]:
    """The deliveries of every source module, in the order of their names."""
    for module in iter_modules(simulator.sources.__path__):
        found = getattr(import_module(f"simulator.sources.{module.name}"), "deliveries", None)
        if found:
            yield from found(tables)
