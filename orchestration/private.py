"""What other accounts of the machine may not read: originals with personal numbers, and all made of them.

Published files are opened one by one where they are written; the inbox belongs to those who deliver into it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FOLDERS = ("landing", "history")
WAREHOUSE = "warehouse.duckdb"


def keep_private(root: Path) -> None:
    """Close the folders of the data root to others, and what an earlier version left open."""
    for name in FOLDERS:
        (root / name).mkdir(mode=0o700, exist_ok=True)
        (root / name).chmod(0o700)
    if (root / WAREHOUSE).exists():
        (root / WAREHOUSE).chmod(0o600)


@contextmanager
def owner_only() -> Iterator[None]:
    """What is made in the block, and by a process started in it, is its owner's: the warehouse, its spill."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)
