"""Files that are whole or not there: what every room does that commits by a rename."""

from __future__ import annotations

import os
from pathlib import Path


def sync(path: Path) -> None:
    """Wait until the file or the folder is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def replace_whole(path: Path, content: bytes) -> None:
    """Put the file there whole or not at all: written aside, on the disk, then renamed over what was there.

    Raises:
        OSError: the disk refuses; what was there stays.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.new")
    aside.write_bytes(content)
    sync(aside)
    aside.replace(path)
    sync(path.parent)
