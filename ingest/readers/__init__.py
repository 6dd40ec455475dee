"""Bytes to frames of texts: delimited text, XLSX, XLS, SpreadsheetML and Parquet, known by their first bytes.

Every cell stays a text, every row keeps its number, memory stays bounded. What a text means is judged
elsewhere.
"""

from __future__ import annotations

from pathlib import Path

from ingest.readers.complaints import blank_rows
from ingest.readers.containers import HEAD_BYTES, sniff_container
from ingest.readers.delimited import read_delimited
from ingest.readers.excel import read_workbook
from ingest.readers.messages import read_message
from ingest.readers.model import (
    EXTRA,
    MESSAGES,
    SOURCE_ROW,
    Chunk,
    Column,
    FileFinding,
    FileProblem,
    Generation,
    Layout,
    Reading,
    SkippedRow,
    Table,
)
from ingest.readers.parquet import read_parquet

__all__ = [
    "EXTRA",
    "SOURCE_ROW",
    "Chunk",
    "Column",
    "FileFinding",
    "FileProblem",
    "Generation",
    "Layout",
    "Reading",
    "SkippedRow",
    "Table",
    "blank_rows",
    "read_file",
]


def read_file(path: Path, layout: Layout) -> Reading:
    """Understand a file; its rows are read by `Table.chunks`.

    Args:
        path: the file; its name and extension are not looked at.
        layout: columns and what else is known beforehand.

    Raises:
        FileProblem: the file as a whole cannot be read; the message says why and what to do.
    """
    with path.open("rb") as file:
        container = sniff_container(file.read(HEAD_BYTES))
    if container == "text":
        return read_delimited(path, layout)
    if container in MESSAGES:
        return read_message(path, layout, container)
    if container == "parquet":
        return read_parquet(path, layout)
    return read_workbook(path, layout, container)
