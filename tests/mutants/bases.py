"""Small right files in every container, and the same table with its columns in any order."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable, Sequence
from html import escape

import polars as pl
import xlsxwriter
import xlwt

from tests.integration.deliveries import TITLES, penalties

Rows = list[dict[str, str]]
# titles in the order of the standard; what the rows leave blank is left out
USED = [name for name in TITLES if penalties(1)[0].get(name)]


def rows(count: int) -> Rows:
    """Right penalties by title, told apart by their document number."""
    return [{TITLES[name]: row[name] for name in USED} for row in penalties(*range(1, count + 1))]


def _grid(table: Rows, order: Sequence[str]) -> list[list[str]]:
    return [list(order), *[[row[title] for title in order] for row in table]]


def delimited(table: Rows, order: Sequence[str], encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    """CSV or TXT."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows(_grid(table, order))
    return text.getvalue().encode(encoding)


def xlsx(table: Rows, order: Sequence[str]) -> bytes:
    """OOXML, header at B2."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(
        target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        sheet = book.add_worksheet("行政处罚")
        for number, row in enumerate(_grid(table, order)):
            sheet.write_row(number + 1, 1, row)
    return target.getvalue()


def xls(table: Rows, order: Sequence[str]) -> bytes:
    """OLE."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("行政处罚")
    for number, row in enumerate(_grid(table, order)):
        for at, cell in enumerate(row):
            sheet.write(number, at, cell)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def spreadsheetml(table: Rows, order: Sequence[str]) -> bytes:
    """SpreadsheetML 2003."""
    body = "".join(
        "<Row>" + "".join(f'<Cell><Data ss:Type="String">{escape(c)}</Data></Cell>' for c in row) + "</Row>"
        for row in _grid(table, order)
    )
    return (
        '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="行政处罚"><Table>'
        f"{body}</Table></Worksheet></Workbook>"
    ).encode()


def _tag(title: str) -> str:
    return "".join(character if character.isalnum() else "_" for character in title)


def xml(table: Rows, order: Sequence[str], encoding: str = "UTF-8") -> bytes:
    """An exchange message."""
    body = "".join(
        "<ROW>" + "".join(f"<{_tag(t)}>{escape(row[t])}</{_tag(t)}>" for t in order) + "</ROW>"
        for row in table
    )
    return f'<?xml version="1.0" encoding="{encoding}"?><ROWDATA>{body}</ROWDATA>'.encode(encoding)


def json_array(table: Rows, order: Sequence[str]) -> bytes:
    """An answer with an envelope."""
    body = [{title: row[title] for title in order} for row in table]
    return json.dumps({"code": "00", "data": {"rows": body}}, ensure_ascii=False).encode()


def json_lines(table: Rows, order: Sequence[str]) -> bytes:
    """One object a line."""
    return "".join(
        json.dumps({title: row[title] for title in order}, ensure_ascii=True) + "\n" for row in table
    ).encode()


def pull(table: Rows, order: Sequence[str]) -> bytes:
    """Two pages of an HTTP pull."""
    half = len(table) // 2
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(
            "siku-pull.json", json.dumps({"format": "siku-pull/1", "rows": len(table), "pages": []})
        )
        archive.writestr("pages/000001", json_array(table[:half], order))
        archive.writestr("pages/000002", json_array(table[half:], order))
    return target.getvalue()


def parquet(table: Rows, order: Sequence[str]) -> bytes:
    """What the database connector keeps."""
    target = io.BytesIO()
    pl.DataFrame([[row[title] for row in table] for title in order], schema=list(order)).write_parquet(target)
    return target.getvalue()


BUILD: dict[str, Callable[[Rows, Sequence[str]], bytes]] = {
    "csv": delimited,
    "csv gb18030": lambda table, order: delimited(table, order, "gb18030"),
    "txt utf-16": lambda table, order: delimited(table, order, "utf-16", "\t"),
    "xlsx": xlsx,
    "xls": xls,
    "spreadsheetml": spreadsheetml,
    "xml": xml,
    "xml gb2312": lambda table, order: xml(table, order, "gb18030").replace(b"gb18030", b"GB2312", 1),
    "json": json_array,
    "json lines": json_lines,
    "pull": pull,
    "parquet": parquet,
}
