"""What lies in a feed's inbox, and whether somebody is still writing it. Nothing is parsed here."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from ingest.catalogue import Feed
from ingest.connectors.declared import FileDrop
from ingest.connectors.inbox import free_path
from ingest.settings import SHANGHAI

# What editors, Excel and copying programs leave beside the real file.
NOT_DELIVERIES = ("~$", ".", "Thumbs.db")
ARCHIVE = "archive"
LOOK_AGAIN = 0.5  # seconds between the two looks at a young file; copying programs write more often than that


class StillWrittenError(Exception):
    """The file was changed while it was read: it is no delivery yet."""


@dataclass(frozen=True)
class Delivery:
    """One file a department delivered: where its bytes are and when they arrived (UTC)."""

    path: Path
    source_uri: str
    received_at: datetime

    @cached_property
    def stamp(self) -> tuple[str, int, int]:
        """Cheap identity of the file as it lay there when first asked; equal stamps are not read again."""
        return (self.source_uri, *_size_and_time(self.path))

    def assert_unchanged(self) -> None:
        """See that the file still is what was looked at.

        Raises:
            StillWrittenError: it is not.
        """
        if self.stamp[1:] != _size_and_time(self.path):
            raise StillWrittenError(self.source_uri)


def _size_and_time(path: Path) -> tuple[int, int]:
    stat = path.stat()
    return stat.st_size, stat.st_mtime_ns


@dataclass
class Lying:
    """What a look into an inbox found: deliveries, oldest first, and what is none and should not be there."""

    deliveries: list[Delivery] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def look(feed: Feed, root: Path) -> Lying:
    """What lies in the feed's inbox.

    Received is the moment the drop server wrote the file (its modification time), never later than now:
    an outage of ours must not make a department late. The drop server has to set that time itself.

    Raises:
        OSError: the inbox cannot be read.
    """
    inbox, lying = root / "inbox" / feed.name, Lying()
    if not inbox.is_dir():
        return lying
    for path in inbox.rglob(feed.connector.pattern):
        if path.name.startswith(NOT_DELIVERIES) or not path.is_file():
            continue
        uri = _uri(path, root)
        if path.is_symlink() and not path.resolve().is_relative_to(inbox.resolve()):
            # whoever may write here may not thereby read whatever we may read
            lying.refused.append(f"{uri}: 链接指向收件箱以外,不读 / a link that leads out of the inbox")
            continue
        try:
            written = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        except FileNotFoundError:  # its sender took it back between the listing and now
            continue
        lying.deliveries.append(Delivery(path, uri, min(written, datetime.now(UTC))))
    lying.deliveries.sort(key=lambda delivery: (delivery.received_at, delivery.source_uri))
    return lying


def settled(found: list[Delivery], feed: Feed) -> tuple[list[Delivery], list[Delivery]]:
    """Which of the files nobody is writing, and which must wait for the next pull.

    A file waits while a program on this machine has it open for writing, or when it was written in the last
    `FileDrop.settle_seconds` and a second look finds it changed. What a connector of ours fetched appeared
    whole.
    """
    if not isinstance(feed.connector, FileDrop):
        return found, []
    since = time.time_ns() - int(feed.connector.settle_seconds * 1e9)
    if any(delivery.stamp[2] > since for delivery in found):
        time.sleep(LOOK_AGAIN)
    ready, waiting = list[Delivery](), list[Delivery]()
    for delivery in found:
        (waiting if _is_being_written(delivery) else ready).append(delivery)
    return ready, waiting


def _is_being_written(delivery: Delivery) -> bool:
    try:
        delivery.assert_unchanged()
    except (StillWrittenError, FileNotFoundError):
        return True
    return _open_for_writing(delivery.path)


def _open_for_writing(path: Path) -> bool:
    """Whether some program has the file open for writing, as far as the kernel can say.

    A read lease is refused while anybody has (fcntl(2), "Leases"). Where leases are not to be had, on network
    drives and on files of other users, there are still the two looks and the comparison after reading.
    """
    try:
        with path.open("rb") as file:
            # should a writer come in this very moment, the kernel tells us by a signal that is ignored
            fcntl.fcntl(file, fcntl.F_SETSIG, signal.SIGURG)
            fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_RDLCK)
            fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except BlockingIOError:
        return True
    except OSError:  # no lease to be had, or not ours to read: reading it will say why
        return False
    return False


def put_away(delivery: Delivery, feed: Feed, root: Path) -> Path:
    """Move a file whose bytes have landed to ``archive/<feed>/<day received>/``; returns where it is now."""
    day = delivery.received_at.astimezone(SHANGHAI).date().isoformat()
    folder = root / ARCHIVE / feed.name / day
    folder.mkdir(parents=True, exist_ok=True)
    target = free_path(folder / delivery.path.name)
    shutil.move(delivery.path, target)  # also where the archive is another disk
    return target


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
