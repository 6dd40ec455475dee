"""Small files and layouts that the reader tests share."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
import xlsxwriter

from ingest.readers import Column, FileProblem, Layout, SkippedRow, Table, read_file

TITLES = ("企业名称", "统一社会信用代码", "决定日期", "备注")
LAYOUT = Layout(
    (
        Column("name", ("企业名称", "名称"), required=True),
        Column(
            "uscc", ("统一社会信用代码", "行政相对人代码_1(统一社会信用代码)", "XDR_SHXYM"), required=True
        ),
        Column("decided_on", ("决定日期",), required=True),
        Column("remark", ("备注",)),
    )
)
FIRST = ("甲公司", "91211103MA0000000X", "2026-01-02", "一")
SECOND = ("乙公司", "91211103MA0000001X", "2026-01-03", "二")


def put(folder: Path, content: bytes | str, name: str = "delivery.csv") -> Path:
    """Write a file as a department would have left it."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def lines(*rows: tuple[str, ...], delimiter: str = ",") -> str:
    """Join rows to a text without quotes."""
    return "".join(delimiter.join(row) + "\n" for row in rows)


def workbook(**sheets: list[tuple[object, ...]]) -> bytes:
    """Build an XLSX; each sheet begins at A1."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    book.close()
    return target.getvalue()


def records(table: Table) -> dict[int, tuple[str | None, ...]]:
    """Return row number → cells of every record of a table."""
    return {row[0]: row[1:] for chunk in table.chunks() for row in chunk.frame.iter_rows()}


def found(table: Table) -> list[tuple[int, str]]:
    """Return row number and rule of every row finding."""
    return [row[:2] for chunk in table.chunks() for row in chunk.findings.iter_rows()]


def skipped(table: Table) -> list[SkippedRow]:
    """Return every row that was passed over."""
    return [*table.skipped_rows, *(row for chunk in table.chunks() for row in chunk.skipped)]


def only_table(path: Path, layout: Layout = LAYOUT) -> Table:
    """Read a file that has one table."""
    (table,) = read_file(path, layout).tables
    return table


def stopped(path: Path, layout: Layout = LAYOUT) -> FileProblem:
    """Return what stops a file, be it at once or while its rows are read; it speaks both languages."""
    with pytest.raises(FileProblem) as caught:
        read_to_the_end(path, layout)
    problem = caught.value
    assert problem.detail_zh
    assert problem.detail_en
    return problem


def read_to_the_end(path: Path, layout: Layout) -> None:
    """Read every chunk of every table."""
    for table in read_file(path, layout).tables:
        records(table)
