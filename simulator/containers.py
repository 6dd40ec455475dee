"""Writes lines into the containers departments use. Equal lines give equal bytes."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from xml.sax.saxutils import escape

import xlsxwriter
import xlwt

from simulator.rows import Cell
from simulator.shapes import Line, Shape, as_text

# Excel writes the moment of saving into the file; here equal seeds give equal bytes.
SAVED = datetime(2026, 1, 5, 9, 0, tzinfo=UTC).replace(tzinfo=None)
LAST_ROW = 1_048_575


def write(path: Path, shape: Shape, lines: Iterable[Line]) -> None:
    """Write a file of the given shape.

    Raises:
        UnicodeEncodeError: the encoding lacks a character (GBK does not know 㼆; GB18030 does).
    """
    writers = {
        "csv": _write_text,
        "xlsx": _write_xlsx,
        "xls": _write_xls,
        "json": _write_json,
        "xml": _write_xml,
    }
    writers[shape.container](path, shape, lines)


def _write_text(path: Path, shape: Shape, lines: Iterable[Line]) -> None:
    with path.open("w", encoding=shape.encoding, newline="") as handle:
        table = csv.writer(handle, delimiter=shape.delimiter, lineterminator=shape.newline)
        table.writerows([as_text(cell) for cell in line] for line in lines)


def _write_json(path: Path, _: Shape, lines: Iterable[Line]) -> None:
    """An answer with an envelope; what is empty has no key, numbers are numbers."""
    titles, *rows = lines
    records = [
        {
            str(title): value
            for title, cell in zip(titles, row, strict=False)
            if (value := _json_value(cell)) != ""
        }
        for row in rows
    ]
    message = {"code": "00", "msg": "ok", "data": {"total": len(records), "rows": records}}
    path.write_text(json.dumps(message, ensure_ascii=False), encoding="utf-8")


def _json_value(cell: Cell) -> str | int | float:
    return cell if isinstance(cell, int | float) else as_text(cell)


def _write_xml(path: Path, shape: Shape, lines: Iterable[Line]) -> None:
    """A message of elements named by field code; what is empty is an empty element."""
    titles, *rows = lines
    with path.open("w", encoding=shape.encoding, newline="") as handle:
        # GB18030 is declared by the name everybody knows
        handle.write(
            f'<?xml version="1.0" encoding="{"GB2312" if shape.encoding == "gb18030" else "UTF-8"}"?>\n'
        )
        handle.write("<ROWDATA>\n")
        for row in rows:
            cells = ((title, escape(as_text(cell))) for title, cell in zip(titles, row, strict=False))
            handle.write(f"<ROW>{''.join(f'<{title}>{text}</{title}>' for title, text in cells)}</ROW>\n")
        handle.write("</ROWDATA>\n")


def _write_xlsx(path: Path, shape: Shape, lines: Iterable[Line]) -> None:
    with xlsxwriter.Workbook(path, {"strings_to_numbers": False, "strings_to_urls": False}) as book:
        book.set_properties({"created": SAVED})
        sheet = book.add_worksheet(shape.sheet)
        day = book.add_format({"num_format": "m/d/yy"})
        for number, line in enumerate(lines):
            if number == 0 and shape.note_across > 1:
                sheet.merge_range(0, 0, 0, shape.note_across - 1, line[0], book.add_format())
                continue
            for column, cell in enumerate(line):
                _put(sheet, number, column, cell, day)
        if shape.validation:
            listed = {"validate": "list", "source": ["普通", "特许", "认可", "核准", "登记"]}
            sheet.data_validation(1, 0, LAST_ROW, 0, listed)


def _put(sheet: xlsxwriter.worksheet.Worksheet, row: int, column: int, cell: Cell, day: object) -> None:
    if isinstance(cell, str):
        sheet.write_string(row, column, cell)
    elif isinstance(cell, date):
        sheet.write_datetime(row, column, datetime(cell.year, cell.month, cell.day), day)  # noqa: DTZ001 - a cell
    elif cell is not None:
        sheet.write_number(row, column, cell)


def _write_xls(path: Path, shape: Shape, lines: Iterable[Line]) -> None:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet(shape.sheet)
    day = xlwt.easyxf(num_format_str="m/d/yy")
    for number, line in enumerate(lines):
        for column, cell in enumerate(line):
            if isinstance(cell, date):
                sheet.write(number, column, cell, day)
            elif cell is not None:
                sheet.write(number, column, cell)
    book.save(str(path))
