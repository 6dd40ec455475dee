"""Tables that nobody may write to: rows above a watermark that is kept here, or the whole table each time.

A row may become visible below the highest value seen so far: its transaction took its number early and was
committed late, or the source's clock is wrong. So every pull looks ``overlap`` below that value again, and
leaves out what stands in the files it delivered from there. Those files are the memory: whole rows are
compared, so a row that was changed under its old number comes again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import sqlalchemy as sa

from ingest.connectors.database.part import Part, finish, settle
from ingest.connectors.database.table import FrontTable, python_type
from ingest.connectors.database.texts import as_moment, as_texts, parse
from ingest.connectors.declared import Watermark
from ingest.connectors.inbox import FetchError, Inbox
from ingest.manifest import MANIFEST, read_manifest
from ingest.seen import Seen
from ingest.settings import SHANGHAI

WATERMARK, WHOLE = "database_watermark", "database_whole"
FETCHED = 10_000  # rows of one round trip, at most


def fetch_all(inbox: Inbox, table: FrontTable) -> None:
    """Take the whole table as one file, unless it is as it was at the last pull.

    The footer names the content delivered before: a table that is again as it once was is another delivery,
    not the same bytes a second time.
    """
    settle(inbox, _never)
    before = inbox.recall(WHOLE).get("content", "")
    with Part(inbox, table.name, table.selected) as part:
        for rows in _streamed(table, table.reading().order_by(*table.order)):
            part.add(as_texts(rows, table.selected), _latest(table, rows))
            inbox.progress(f"{table.name}: 已读 {part.rows:,} 行 / rows read")
        content = part.content()
        if content == before:
            inbox.progress(f"{table.name}: 与上次相同 / as it was at the last pull")
            return
        part.seal(part.close({"after": before}), decided=True, then={WHOLE: {"content": content}})
        finish(inbox)


def fetch_above(inbox: Inbox, table: FrontTable, watermark: Watermark) -> None:
    """Take the rows above the watermark that were not delivered yet.

    Raises:
        FetchError: the column is neither number nor time, or rows have no value in it; all others were taken.
    """
    settle(inbox, _never)
    climb = _Climb(inbox, table, watermark)
    climb.run()
    climb.tell_unreachable()


def _never(_: Path) -> bool:
    """Nothing of ours waits for a decision of the source."""
    return False


def _streamed(table: FrontTable, statement: sa.Select[*tuple[Any, ...]]) -> Iterator[Sequence[sa.Row[Any]]]:
    size = min(FETCHED, table.source.rows_per_file)
    with table.engine.connect().execution_options(yield_per=size) as connection:
        yield from connection.execute(statement).partitions()


def _latest(table: FrontTable, rows: Sequence[sa.Row[Any]]) -> datetime | None:
    name = table.source.handed_over
    moments = (as_moment(row[table.at(name)], name) for row in rows) if name else iter(())
    return max((moment for moment in moments if moment), default=None)


class _Climb:
    """One visit to a table that is read by a watermark."""

    def __init__(self, inbox: Inbox, table: FrontTable, watermark: Watermark) -> None:
        self._inbox, self._table, self._declared = inbox, table, watermark
        self._column = table.column(watermark.column)
        self._kind = python_type(self._column)
        if self._kind not in (int, Decimal, datetime, date):
            raise FetchError(
                f"表 {table.name} 列 {watermark.column} 不能作水位:应为数或时间 / "
                f"cannot be a watermark: it must be a number or a time, is {self._column.type}"
            )
        memory = inbox.recall(WATERMARK)
        self._high = parse(memory["high"], self._kind) if memory else None
        self._files: list[dict[str, str]] = memory.get("files", [])
        # MySQL holds 0000-00-00, which is no time and below every time; NULL is above nothing
        timed = self._kind in (datetime, date)
        self._reachable = self._column > self._kind(1000, 1, 1) if timed else self._column.is_not(None)

    def run(self) -> None:
        """Deliver what is new in files of the declared size; each is remembered before the next begins."""
        low = self._low()
        statement = self._table.reading().where(self._reachable)
        if low is not None:
            statement = statement.where(self._column >= low)
        order = [self._column, *[column for column in self._table.order if column is not self._column]]
        delivered = _Delivered(self._delivered(low))
        rows = _streamed(self._table, statement.order_by(*order))
        while self._fill_one_file(rows, delivered):
            pass

    def _fill_one_file(self, rows: Iterator[Sequence[sa.Row[Any]]], delivered: _Delivered) -> bool:
        """Write one file from the stream; returns whether there may be more."""
        table, high = self._table, self._high
        with Part(self._inbox, table.name, table.selected) as part:
            for piece in rows:
                texts = as_texts(piece, table.selected)
                high = self._higher(high, piece[-1][table.at(self._declared.column)])
                part.add(delivered.without(texts), _latest(table, piece))
                if part.rows >= table.source.rows_per_file:
                    self._deliver(part, high)
                    return True
            if part.rows:
                self._deliver(part, high)
        return False

    def _deliver(self, part: Part, high: Any) -> None:  # noqa: ANN401 - whatever the column holds
        sha256 = part.close()
        # a clock of the source that runs ahead must not lift the watermark above rows still to come
        self._high = min(high, self._now()) if self._kind in (datetime, date) else high
        low = self._low()
        kept = [file for file in self._files if parse(file["high"], self._kind) >= low]
        self._files = [*kept, {"sha256": sha256, "high": str(high)}]
        self._inbox.progress(f"{self._table.name}: {part.rows:,} 行 / rows, 至 / up to {self._high}")
        part.seal(sha256, decided=True, then={WATERMARK: {"high": str(self._high), "files": self._files}})
        finish(self._inbox)

    def _higher(self, high: Any, value: Any) -> Any:  # noqa: ANN401
        return value if high is None else max(high, value)

    def _now(self) -> datetime | date:
        now = datetime.now(SHANGHAI)
        if self._kind is date:
            return now.date()
        zoned = isinstance(self._column.type, sa.DateTime) and self._column.type.timezone
        return now if zoned else now.replace(tzinfo=None)

    def _low(self) -> Any:  # noqa: ANN401
        """Where rows may still appear; None before the first pull."""
        if self._high is None or self._kind not in (datetime, date):
            return None if self._high is None else self._high - self._declared.overlap
        days, seconds = divmod(self._declared.overlap, 86_400)
        whole = timedelta(days=days + (seconds > 0))  # of a day there is no part
        return self._high - (whole if self._kind is date else timedelta(days=days, seconds=seconds))

    def _delivered(self, low: Any) -> Iterator[pl.DataFrame]:  # noqa: ANN401
        """Rows of the files that may hold what is read again."""
        for file in self._files:
            path = self._kept(file["sha256"])
            if path is not None and parse(file["high"], self._kind) >= low:
                frame = pl.read_parquet(path)
                if frame.columns == self._table.selected:
                    yield frame

    def _kept(self, sha256: str) -> Path | None:
        """Where the bytes of a delivered file are: landed, or still in the inbox only."""
        feed = self._inbox.feed
        batch = self._inbox.root / "landing" / feed.standard / feed.name / sha256[:16]
        if (batch / MANIFEST).exists():
            return batch / read_manifest(batch).original
        waiting = self._inbox.folder.glob(f"*-{sha256[:8]}.parquet")
        return next(iter(waiting), None)

    def tell_unreachable(self) -> None:
        """Refuse to be silent about rows that no watermark reaches.

        Raises:
            FetchError: with their number.
        """
        unreachable = sa.or_(self._column.is_(None), sa.not_(self._reachable))
        count = sa.select(sa.func.count()).select_from(self._table.clause).where(unreachable)
        with self._table.engine.connect() as connection:
            rows = connection.execute(count).scalar_one()
        if rows:
            raise FetchError(
                f"表 {self._table.name}: {rows} 行的 {self._declared.column} 为空或为零日期,未取 / "
                f"{rows} rows without a value in {self._declared.column} were not taken"
            )


class _Delivered:
    """The rows of earlier files that may be met again: 24 bytes each."""

    def __init__(self, frames: Iterator[pl.DataFrame]) -> None:
        self._seen, self._rows = Seen(), 0
        for frame in frames:
            self._seen.earlier(frame, self._numbers(frame))
            self._rows += frame.height
        self._next = self._rows

    def _numbers(self, frame: pl.DataFrame) -> pl.Series:
        return pl.int_range(self._rows + 1, self._rows + 1 + frame.height, eager=True)

    def without(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The rows that no earlier file holds; rows of this pull are compared with earlier files only."""
        if not self._rows or frame.is_empty():
            return frame
        met = self._seen.earlier(frame, self._numbers(frame))
        return frame.filter(pl.Series((met == 0) | (met > self._rows)))
