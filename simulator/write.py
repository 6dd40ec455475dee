"""Fills the inbox: files with the bytes and the times of a real delivery."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from simulator.answers import Ledger
from simulator.city import City
from simulator.containers import write
from simulator.deliveries import Delivery
from simulator.shapes import Observe, Shape, lines

Progress = Callable[[str], None]


def fill_inbox(city: City, root: Path, progress: Progress = lambda _text: None) -> Ledger:
    """Write ``root/inbox/<feed>/<file>`` for every delivery and return what was counted on the way.

    A file's modification time is the moment the department delivered it: that is what the file drop reads.
    Files of an earlier simulation with other names are left alone.
    """
    ledger = Ledger(city)
    for delivery in city.deliveries:
        folder = root / "inbox" / delivery.feed
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / delivery.file
        counted = ledger.open(delivery)
        if delivery.copy_of:
            shutil.copyfile(folder / delivery.copy_of, path)
        else:
            numbered = _numbered(delivery.shape, counted)
            write(path, delivery.shape, lines(delivery.layout, delivery.rows(), numbered))
            _spoil(delivery, path)
        os.utime(path, (delivery.at.timestamp(), delivery.at.timestamp()))
        progress(f"{delivery.feed}/{delivery.file}: {ledger.rows_of(delivery):,} 行 / rows")
    return ledger


def _numbered(shape: Shape, counted: Observe) -> Observe:
    """Tell of each row by the number it has in a file of that shape."""
    return lambda line, row: counted(shape.number(line), row)


def _spoil(delivery: Delivery, path: Path) -> None:
    if delivery.spoil:
        path.write_bytes(delivery.spoil(path.read_bytes()))
