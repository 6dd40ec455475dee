"""One delivery of a database: a Parquet file written aside, and how to finish it after a kill."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

import polars as pl

from ingest.batch_writer import ParquetStream
from ingest.connectors.inbox import PART, Inbox
from ingest.disk import sync

PENDING = "database_pending"
SUFFIX = ".parquet"
GROUP_ROWS = 50_000  # of one row group: what is held in memory


class Part:
    """A file that is being written. It counts only once it was sealed; unsealed it leaves nothing behind."""

    def __init__(self, inbox: Inbox, table: str, columns: list[str]) -> None:
        """Begin an empty file."""
        self._inbox, self._table = inbox, table
        self._path = inbox.part(f"{table}{SUFFIX}")
        self._stream = ParquetStream(self._path, dict.fromkeys(columns, pl.String))
        self._waiting: list[pl.DataFrame] = []
        self._digest = hashlib.sha256()
        self._received_at: datetime | None = None
        self._open, self._sealed = True, False
        self.rows = 0

    def add(self, frame: pl.DataFrame, received_at: datetime | None = None) -> None:
        """Append rows; the file is received when its last row was handed over."""
        self._waiting.append(frame)
        self.rows += frame.height
        moments = [moment for moment in (self._received_at, received_at) if moment]
        self._received_at = max(moments, default=None)
        if sum(waiting.height for waiting in self._waiting) >= GROUP_ROWS:
            self._flush()

    def _flush(self) -> None:
        if not self._waiting:
            return
        group, self._waiting = pl.concat(self._waiting), []
        self._stream.append(group)
        written = io.BytesIO()
        group.write_ipc_stream(written)
        self._digest.update(written.getbuffer())

    def content(self) -> str:
        """A digest of the rows, whatever else stands in the file; nothing may be added afterwards."""
        self._flush()
        return self._digest.hexdigest()

    def close(self, facts: dict[str, str] | None = None) -> str:
        """Complete the file on the disk; returns its SHA-256.

        Args:
            facts: about the file as a whole, for its footer.
        """
        self._flush()
        with self._stream:
            self._stream.describe(facts or {})
        self._open = False
        sync(self._path)
        with self._path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def seal(self, sha256: str, *, decided: bool, then: dict[str, Any] | None = None) -> str:
        """Record that the closed file only waits to be renamed; returns the name it will have.

        Args:
            sha256: what `close` returned.
            decided: whether the file counts from now on; otherwise whoever settles must ask the database.
            then: what is to be remembered once it counts, by name.
        """
        now = datetime.now(UTC)
        name = f"{self._table}-{now:%Y%m%dT%H%M%SZ}-{sha256[:8]}{SUFFIX}"
        received_at = min(self._received_at or now, now).isoformat()
        record = {"part": self._path.name, "name": name, "received_at": received_at, "decided": decided}
        self._sealed = True  # first: a record half written is none, and a part without a record is swept
        self._inbox.remember(PENDING, record | {"then": then or {}})
        return name

    def __enter__(self) -> Part:
        """Return itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave nothing of a file that was not sealed."""
        if self._open:
            with self._stream:
                self._waiting = []
        if not self._sealed:
            self._path.unlink()


def finish(inbox: Inbox) -> None:
    """Make the pending file a delivery, remember what goes with it, and have nothing pending."""
    record = inbox.recall(PENDING)
    part = inbox.folder / record["part"]
    if part.exists():
        inbox.commit(part, record["name"], datetime.fromisoformat(record["received_at"]))
    for name, what in record["then"].items():
        inbox.remember(name, what)
    inbox.remember(PENDING, {})


def settle(inbox: Inbox, counts: Callable[[Path], bool]) -> None:
    """Finish or drop what an earlier pull left.

    Args:
        inbox: the feed's.
        counts: asks the database whether the rows of a file were marked, for a file that is not decided.
    """
    record = inbox.recall(PENDING)
    if record:
        part = inbox.folder / record["part"]
        if record["decided"] or not part.exists() or counts(part):
            finish(inbox)
        else:
            inbox.remember(PENDING, {})
    for part in inbox.folder.glob(f".*{SUFFIX}{PART}"):
        part.unlink()
