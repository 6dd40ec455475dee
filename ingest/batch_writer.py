"""The Parquet files of a batch directory, written chunk by chunk beside the work on the next chunk."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import TracebackType

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from ingest.catalogue import Standard

Schema = dict[str, pl.DataType | type[pl.DataType]]
LINEAGE: Schema = {
    "extra": pl.String,
    "record_key": pl.String,
    "row_state": pl.String,
    "source_sheet": pl.String,
    "source_row": pl.Int64,
    "feed_id": pl.String,
    "batch_id": pl.String,
    "received_at": pl.Datetime("us"),
    "received_on": pl.Date,
}
IS_ADULT = "party_is_adult"  # whether the natural person was of age; null where no number says it
EARLIER_KEY = "earlier_key"  # the key a record had before its key was corrected
QUESTIONS: Schema = {
    "feed_id": pl.String,
    "batch_id": pl.String,
    "received_on": pl.Date,
    "source_sheet": pl.String,
    "source_row": pl.Int64,
    "column": pl.String,
    "rule_id": pl.String,
    "rule_group": pl.String,
    "severity": pl.String,
    "message_zh": pl.String,
    "message_en": pl.String,
    "raw_value": pl.String,
    "state": pl.String,
}


def row_schema(standard: Standard) -> Schema:
    """Columns of ``accepted.parquet`` and ``held.parquet``: the standard's as text, then lineage."""
    names: Schema = {column.name: pl.String for column in standard.columns}
    renamed: Schema = {EARLIER_KEY: pl.String} if standard.changes and standard.changes.earlier else {}
    aged: Schema = {IS_ADULT: pl.Boolean} if standard.party and standard.party.of_age else {}
    return names | aged | renamed | LINEAGE


@lru_cache(maxsize=256)
def _arrow_schema(columns: tuple[tuple[str, pl.DataType | type[pl.DataType]], ...]) -> pa.Schema:
    return pl.DataFrame(schema=dict(columns)).to_arrow(compat_level=pl.CompatLevel.oldest()).schema


SMALL = 10_000  # rows that are written before a thread for it would have started


class ParquetStream:
    """Appends frames to one Parquet file; at most one frame waits, so memory stays bounded."""

    def __init__(self, path: Path, schema: Schema) -> None:
        """Open the file; it is complete after the ``with`` block."""
        self._schema = schema
        # Statistics help where readers filter, and they filter by day; on long texts they only cost.
        self._writer = pq.ParquetWriter(
            path, _arrow_schema(tuple(schema.items())), compression="snappy", write_statistics=["received_on"]
        )
        self._thread = ThreadPoolExecutor(max_workers=1)
        self._pending: Future[None] | None = None

    def append(self, frame: pl.DataFrame) -> None:
        """Add rows; columns are brought into the schema's order."""
        if frame.is_empty():
            return
        self._wait()
        ordered = frame.select(list(self._schema))
        if ordered.height <= SMALL:
            self._write(ordered)
        else:
            self._pending = self._thread.submit(self._write, ordered)

    def _write(self, frame: pl.DataFrame) -> None:
        table = frame.to_arrow(compat_level=pl.CompatLevel.oldest())
        self._writer.write_table(table)

    def _wait(self) -> None:
        if self._pending is not None:
            self._pending.result()
            self._pending = None

    def describe(self, facts: dict[str, str]) -> None:
        """Put facts about the file as a whole into its footer."""
        self._writer.add_key_value_metadata(facts)

    def __enter__(self) -> ParquetStream:
        """Return itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Finish the file; a write that failed raises here."""
        try:
            self._wait()
        finally:
            self._thread.shutdown()
            self._writer.close()


@dataclass(frozen=True)
class Streams:
    """The three Parquet files of a batch that is being written."""

    accepted: ParquetStream
    held: ParquetStream
    questions: ParquetStream


@contextmanager
def batch_streams(folder: Path, standard: Standard) -> Iterator[Streams]:
    """Open the files of a batch in its folder; they are complete after the ``with`` block."""
    schema = row_schema(standard)
    with (
        ParquetStream(folder / "accepted.parquet", schema) as accepted,
        ParquetStream(folder / "held.parquet", schema) as held,
        ParquetStream(folder / "questions.parquet", QUESTIONS) as questions,
    ):
        yield Streams(accepted, held, questions)


def write_empty_batch(folder: Path, standard: Standard) -> None:
    """Files without rows, so that a standard nobody has sent yet can be selected from."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, schema in (
        ("accepted", row_schema(standard)),
        ("held", row_schema(standard)),
        ("questions", QUESTIONS),
    ):
        pq.write_table(
            pl.DataFrame(schema=schema).to_arrow(compat_level=pl.CompatLevel.oldest()),
            folder / f"{name}.parquet",
        )
