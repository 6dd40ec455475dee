"""Read SpreadsheetML 2003, the XML that Excel and WPS write and departments then call ``.xls`` or ``.xlsx``.

Streams the XML; entities, document types and the network stay off.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import polars as pl
from lxml import etree

from ingest.readers.containers import HEAD_BYTES, wrong_container
from ingest.readers.model import FileProblem

NAMESPACE = "{urn:schemas-microsoft-com:office:spreadsheet}"
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384  # of Excel; an index beyond is damage or an attack
MAX_CELLS = 50_000_000
ROWS_AT_ONCE = 10_000
WHOLE_NUMBER = re.compile(r"(-?\d+)\.0+")
MIDNIGHT = re.compile(r"(\d{4}-\d{2}-\d{2})T00:00:00(?:\.0+)?")

Cells = dict[int, str]


def read_spreadsheetml(data: bytes) -> Iterator[tuple[str, pl.DataFrame]]:
    """Yield name and cells of each sheet: columns ``c0``, … of texts; row ``i`` is row ``i + 1`` there.

    Raises:
        FileProblem: FILE-CONTAINER (not well-formed, cut off, with a document type) or FILE-SIZE.
    """
    start = data[:HEAD_BYTES].replace(b"\x00", b"")
    if b"<!DOCTYPE" in start or b"<!ENTITY" in start:
        raise wrong_container(
            "XML 中含有 DOCTYPE 声明，不予读取", "the XML holds a document type declaration"
        )
    events = etree.iterparse(
        io.BytesIO(data),
        events=("start", "end"),
        tag=(f"{NAMESPACE}Worksheet", f"{NAMESPACE}Row"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    sheet, number = _Sheet(""), 0
    try:
        for event, element in events:
            is_row = element.tag == f"{NAMESPACE}Row"
            if event == "start" and not is_row:
                sheet, number = _Sheet(element.get(f"{NAMESPACE}Name") or ""), 0
            elif event == "end" and is_row:
                number = _index(element, number + 1, LAST_ROW)
                sheet.add(number, _cells(element))
                number += _number(element, "Span", LAST_ROW) or 0
                element.clear()
            elif event == "end":
                yield sheet.name, sheet.frame()
                element.clear()
    except etree.XMLSyntaxError as error:
        raise wrong_container(
            f"XML 表格已损坏或不完整（{error.msg}）",
            f"the XML spreadsheet is damaged or cut off ({error.msg})",
        ) from error


def _index(element: etree._Element, following: int, last: int) -> int:
    """Return the element's position, 1-based: its own ``ss:Index``, else the one after its neighbour's."""
    index = _number(element, "Index", last) or following
    if index > last:
        raise wrong_container(
            f"XML 表格的行列号 {index} 超出范围", f"the XML has index {index} beyond {last}"
        )
    return index


def _number(element: etree._Element, name: str, last: int) -> int | None:
    """Return an attribute that counts rows or columns, None where there is none."""
    text = element.get(f"{NAMESPACE}{name}")
    if text is None:
        return None
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else last + 1
    if number > last:
        raise wrong_container(
            f"XML 表格的 {name} 为 {text[:20]}，超出范围", f"the XML has {name} {text[:20]} beyond {last}"
        )
    return number


def _cells(row: etree._Element) -> Cells:
    cells: Cells = {}
    column = 0
    for cell in row.iterchildren(f"{NAMESPACE}Cell"):
        column = _index(cell, column + 1, LAST_COLUMN)
        data = cell.find(f"{NAMESPACE}Data")
        text = "".join(data.itertext()) if data is not None else ""
        if text.strip():
            cells[column] = _plain(text, data.get(f"{NAMESPACE}Type") if data is not None else None)
        column += _number(cell, "MergeAcross", LAST_COLUMN) or 0
    return cells


def _plain(text: str, kind: str | None) -> str:
    """Return numbers without an empty fraction and dates as ``yyyy-MM-dd[ HH:mm:ss]``, as XLSX cells come."""
    if kind == "Number" and (number := WHOLE_NUMBER.fullmatch(text)):
        return number[1]
    if kind == "DateTime":
        date = MIDNIGHT.fullmatch(text)
        return date[1] if date else text.replace("T", " ").removesuffix(".000")
    return text


class _Sheet:
    """The cells of one sheet; many rows at a time become columns, which take a tenth of the memory."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._parts: list[pl.DataFrame] = []
        self._done = self._last = self._width = 0
        self._rows: dict[int, Cells] = {}

    def add(self, number: int, cells: Cells) -> None:
        """Add a row; rows come in their order, and one without content is none.

        Raises:
            FileProblem: FILE-CONTAINER (rows in disorder) or FILE-SIZE.
        """
        if number <= self._last:
            raise wrong_container(f"XML 表格的第 {number} 行出现在后面的行之后", f"row {number} comes late")
        if not cells:
            return
        self._last, self._rows[number] = number, cells
        self._width = max(self._width, *cells)
        if self._width * number > MAX_CELLS:
            raise self._too_far(number)
        if len(self._rows) >= ROWS_AT_ONCE:
            self._flush()

    def _flush(self) -> None:
        last = max(self._rows)
        width = max(max(cells) for cells in self._rows.values())
        rows = [self._rows.get(number, {}) for number in range(self._done + 1, last + 1)]
        columns = [
            pl.Series(f"c{at}", [cells.get(at + 1) for cells in rows], dtype=pl.String) for at in range(width)
        ]
        self._parts.append(pl.DataFrame(columns))
        self._done, self._rows = last, {}

    def frame(self) -> pl.DataFrame:
        """Return all rows down to the last with content."""
        if self._rows:
            self._flush()
        whole = pl.concat(self._parts, how="diagonal") if self._parts else pl.DataFrame()
        return whole.select(f"c{at}" for at in range(whole.width))

    def _too_far(self, number: int) -> FileProblem:
        return FileProblem(
            "FILE-SIZE",
            f"工作表“{self.name}”的内容散布到第 {number} 行、第 {self._width} 列，请删除表格以外的内容后重报",
            f"the content of sheet “{self.name}” reaches to row {number}, column {self._width}; "
            "delete stray cells",
            sheet=self.name,
        )
