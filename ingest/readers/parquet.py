"""Read Parquet, the form a database's rows are kept in: every value a text, null not the same as empty.

The schema is the header, so the header is row 1 and the first record row 2, as in every other file.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from ingest.readers.blanks import text_or_none
from ingest.readers.complaints import header_only
from ingest.readers.containers import is_panic, wrong_container
from ingest.readers.header import extra_titles, find_head, mapping_of
from ingest.readers.model import Chunk, FileFinding, Layout, Reading, Table
from ingest.readers.rows import RawRows, Shaper
from ingest.readers.titles import Row

CHUNK_ROWS = 100_000
SAMPLE_ROWS = 200
DAMAGE = (pa.ArrowException, OSError, ValueError, pl.exceptions.PolarsError)


def read_parquet(path: Path, layout: Layout) -> Reading:
    """Understand a Parquet file: its schema is matched as a header is; rows are read when asked for.

    Args:
        path: a file that `sniff_container` calls Parquet.
        layout: what to look for.

    Raises:
        FileProblem: FILE-CONTAINER (damaged, or columns that hold no plain values), or one of `find_head`.
    """
    with _damage_told():
        file = pq.ParquetFile(path)
        names = file.schema_arrow.names
        _refuse_nested(file.schema_arrow)
        sample = next(iter(_frames(path, SAMPLE_ROWS)), pl.DataFrame())
    rows = [Row(1, list(names))]
    rows += [Row(at, [*map(text_or_none, cells)]) for at, cells in enumerate(sample.iter_rows(), start=2)]
    head = find_head(rows, layout)
    findings: list[FileFinding] = list(head.findings)
    if not sample.height:
        findings.append(header_only(head))

    def chunks() -> Iterator[Chunk]:
        return Shaper(layout, head).chunks(_numbered(path))

    table = Table(None, head.row, mapping_of(head), extra_titles(head), head.skipped, chunks)
    return Reading("parquet", None, None, [table], findings)


@contextmanager
def _damage_told() -> Iterator[None]:
    try:
        yield
    except BaseException as error:
        if not isinstance(error, DAMAGE) and not is_panic(error):
            raise
        reason = str(error).splitlines()[0][:200]
        raise wrong_container(
            f"Parquet 文件已损坏({reason})", f"the Parquet file is damaged ({reason})"
        ) from None


def _refuse_nested(schema: pa.Schema) -> None:
    odd = [f"{field.name} ({field.type})" for field in schema if not _is_plain(field.type)]
    if odd:
        raise wrong_container(
            f"Parquet 列不是单个的值：{'、'.join(odd)}", f"Parquet columns that hold no plain values: {odd}"
        )


def _is_plain(kind: pa.DataType) -> bool:
    return not (pa.types.is_nested(kind) or pa.types.is_binary(kind) or pa.types.is_large_binary(kind))


def _frames(path: Path, rows: int) -> Iterator[pl.DataFrame]:
    """Yield String columns ``c0``, ``c1``, … of at most so many rows each."""
    file = pq.ParquetFile(path)
    for batch in file.iter_batches(batch_size=rows):
        batch.validate(full=True)  # a page without a checksum may hold texts that are no UTF-8
        columns = [pl.Series(f"c{at}", pl.from_arrow(column)) for at, column in enumerate(batch.columns)]
        yield pl.DataFrame(columns).select(pl.all().cast(pl.String))


def _numbered(path: Path) -> Iterator[RawRows]:
    number = 2
    with _damage_told():
        for frame in _frames(path, CHUNK_ROWS):
            yield RawRows.consecutive(frame, number)
            number += frame.height
