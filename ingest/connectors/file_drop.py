"""What lies in a feed's inbox. Nothing is parsed here, and a file that was dropped is never changed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from ingest.catalogue import Feed

# What editors, Excel and copying programs leave beside the real file.
NOT_DELIVERIES = ("~$", ".", "Thumbs.db")


@dataclass(frozen=True)
class Delivery:
    """One file a department delivered: where its bytes are and when they arrived (UTC)."""

    path: Path
    source_uri: str
    received_at: datetime

    @property
    def stamp(self) -> tuple[str, int, int]:
        """Cheap identity of the file as it lies there; equal stamps need not be read again."""
        stat = self.path.stat()
        return (self.source_uri, stat.st_size, stat.st_mtime_ns)


def deliveries(feed: Feed, root: Path) -> Iterator[Delivery]:
    """Deliveries of one feed, oldest first.

    Received is the moment the drop server wrote the file (its modification time), never later than now:
    an outage of ours must not make a department late. The drop server has to set that time itself.

    Raises:
        OSError: the inbox cannot be read.
    """
    inbox = root / "inbox" / feed.name
    if not inbox.is_dir():
        return
    files = [path for path in inbox.rglob(feed.connector.pattern) if path.is_file()]
    found = []
    for path in files:
        if path.name.startswith(NOT_DELIVERIES):
            continue
        written = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        found.append(Delivery(path, _uri(path, root), min(written, datetime.now(UTC))))
    yield from sorted(found, key=lambda delivery: (delivery.received_at, delivery.source_uri))


def _uri(path: Path, root: Path) -> str:
    """The path below the data root as a text that any file can hold.

    Archives packed on Chinese Windows leave GBK bytes as names, which Linux keeps and no UTF-8 text can hold:
    they are read as what they are, and bytes that are not even that are written out.
    """
    name = path.relative_to(root).as_posix()
    try:
        name.encode()
    except UnicodeEncodeError:
        name = os.fsencode(name).decode("gb18030", errors="backslashreplace")
    return name
