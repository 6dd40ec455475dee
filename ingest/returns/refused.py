"""The refused rows of a batch as the sender wrote them, read again from the stored original.

Landing keeps personal numbers as keyed hashes only. A return workbook goes back to whoever wrote them, so its
values come from the original bytes, by sheet and row, and nothing of them is stored anywhere else.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from ingest.catalogue import Feed, Standard
from ingest.judge import layout_of
from ingest.manifest import Manifest
from ingest.readers import EXTRA, SOURCE_ROW, Table, read_file
from ingest.returns.cells import restored
from ingest.returns.rows import ROW_ID, TITLES

RETURNED_STATES = ("question", "rejected")
ASKED = ("question", "reject")  # severities the sender has to do something about
FOUND = ["source_sheet", "source_row", "column", "rule_id", "message_zh", "state"]


@dataclass(frozen=True)
class Finding:
    """What is wrong with one row, in one column or in the row as a whole (``column`` is None)."""

    column: str | None
    rule_id: str
    message_zh: str


@dataclass(frozen=True)
class RefusedRow:
    """A row to be corrected: its number in the sender's file, its cells as read, what is wrong with it."""

    row: int
    cells: tuple[str | None, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class RefusedSheet:
    """The refused rows of one sheet under the sender's header.

    Attributes:
        sheet: its name, None for a text file.
        titles: header texts as the sender's file has them, from left to right.
        names: the standard's column, or ``extra:…``, of each.
        rows: the rows, in the order of the file; to be walked once.
    """

    sheet: str | None
    titles: tuple[str, ...]
    names: tuple[str, ...]
    rows: Iterator[RefusedRow]


def has_refused(manifest: Manifest) -> bool:
    """Whether the sender has something to correct: rows, or a file that could not be read at all."""
    return manifest.state == "stopped" or manifest.question + manifest.rejected > 0


def refused_sheets(
    folder: Path, manifest: Manifest, standard: Standard, feed: Feed
) -> Iterator[RefusedSheet]:
    """The sheets of a landed batch in which rows were refused.

    Args:
        folder: the batch directory.
        manifest: its manifest.
        standard: what it was judged by.
        feed: who sent it.

    Raises:
        LookupError: a refused row is not where it was: the original or the standard changed since the batch
            was judged. Nothing is guessed then; the batch has to be judged anew.
    """
    if manifest.state == "stopped":
        return
    wanted = _findings_by_place(folder)
    reading = read_file(folder / manifest.original, layout_of(standard, feed))
    for table in reading.tables:
        mine = {row: found for (sheet, row), found in wanted.items() if sheet == table.sheet}
        if mine:
            order = [(title, name) for title, name in _order(table) if name not in TITLES]
            titles, names = (tuple(part) for part in zip(*order, strict=True))
            yield RefusedSheet(table.sheet, titles, names, _rows(table, names, mine))


def _findings_by_place(folder: Path) -> dict[tuple[str | None, int], tuple[Finding, ...]]:
    found = (
        pl.scan_parquet(folder / "questions.parquet")
        .select(*FOUND, "severity")
        .filter(
            pl.col("state").is_in(RETURNED_STATES)
            & pl.col("severity").is_in(ASKED)
            & pl.col("source_row").is_not_null()
        )
        .unique(maintain_order=True)
        .collect()
    )
    places: dict[tuple[str | None, int], tuple[Finding, ...]] = {}
    for sheet, row, column, rule_id, message, *_ in found.iter_rows():
        places[sheet, row] = (*places.get((sheet, row), ()), Finding(column, rule_id, message))
    return places


def _order(table: Table) -> tuple[tuple[str, str], ...]:
    """Columns from left to right; messages have no left and right, so theirs come in the mapping's order."""
    extras = ((title, EXTRA + title) for title in table.extra_columns)
    return table.order or (*table.mapping.items(), *extras)


def _rows(
    table: Table, names: tuple[str, ...], wanted: dict[int, tuple[Finding, ...]]
) -> Iterator[RefusedRow]:
    missing = set(wanted)
    for chunk in table.chunks():
        frame = chunk.frame.filter(pl.col(SOURCE_ROW).is_in(list(wanted)))
        if ROW_ID in frame.columns:  # an answer that is still wrong: its texts were made harmless before
            frame = frame.with_columns(restored(pl.col(names)))
        for row, *cells in frame.select(SOURCE_ROW, *names).iter_rows():
            missing.discard(row)
            yield RefusedRow(row, tuple(cells), wanted[row])
    if missing:
        raise LookupError(
            f"原件中找不到被退回的行，请先执行 siku reread / refused rows are not in the original: "
            f"sheet {table.sheet}, rows {sorted(missing)[:5]}"
        )
