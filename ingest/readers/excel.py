"""Read XLSX and XLS: every sheet whose header is recognised becomes a table of texts.

Always from bytes, never by path: by path the reader believes the extension. Numbers come as a person sees
them (``00261`` typed as text stays, 201312142.0 is ``201312142``), with at most nine decimals; a date cell
comes as ``yyyy-MM-dd``, with the time if it has one; a serial number without a date format stays a number.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import fastexcel
import polars as pl

from ingest.readers.blanks import blank_to_null
from ingest.readers.complaints import header_only
from ingest.readers.containers import Container, empty_file, is_panic, wrong_container
from ingest.readers.header import Head, extra_titles, find_head, mapping_of, order_of
from ingest.readers.model import Chunk, FileFinding, FileProblem, Layout, Reading, Table
from ingest.readers.ole import check_ole
from ingest.readers.ooxml import check_workbook
from ingest.readers.rows import RawRows, Shaper
from ingest.readers.spreadsheetml import read_spreadsheetml
from ingest.readers.titles import Row

CHUNK_ROWS = 100_000
SAMPLE_ROWS = 200
# A sheet that lacks more than half of the required columns is another one (notes, code lists), not a bad one.
LIKE_ENOUGH = 0.5
MIDNIGHT = r"^(\d{4}-\d{2}-\d{2}) 00:00:00$"
TOO_EXACT = r"^-?\d{7,15}\.\d{1,9}$"
EXCEL_DIGITS = 15
ERRORS = {
    "Div0": "#DIV/0!", "NA": "#N/A", "Name": "#NAME?", "Null": "#NULL!", "Num": "#NUM!", "Ref": "#REF!",
    "Value": "#VALUE!", "GettingData": "#GETTING_DATA",
}  # fmt: skip


@dataclass(frozen=True)
class Sheet:
    """A sheet as texts: String columns ``c0``, ``c1``, …; row ``i`` of the frame is sheet row ``i + 1``."""

    name: str
    frame: pl.DataFrame

    def first_rows(self) -> list[Row]:
        """Return the first non-blank rows with their numbers."""
        numbered = self.frame.with_row_index("row", offset=1)
        rows = numbered.filter(pl.any_horizontal(pl.exclude("row").is_not_null())).head(SAMPLE_ROWS)
        return [Row(number, cells) for number, *cells in rows.iter_rows()]


def read_workbook(path: Path, layout: Layout, container: Container) -> Reading:
    """Understand a workbook: its sheets and their headers.

    Args:
        path: the file.
        layout: what to look for; with `Layout.sheet` only that sheet.
        container: what `sniff_container` said.

    Raises:
        FileProblem: FILE-CONTAINER, FILE-SIZE, FILE-EMPTY, FILE-SHEETS, or one of `find_head` where a sheet
            is recognisably meant and wrong, or no sheet is right.
    """
    data, blank = path.read_bytes(), 0
    if container == "spreadsheetml":
        kind, sheets = "spreadsheetml", [Sheet(name, frame) for name, frame in read_spreadsheetml(data)]
    elif container == "zip":
        blank = check_workbook(data)
        kind, sheets = "xlsx", _load(data)
    else:
        _refuse_encrypted(data)
        check_ole(data)
        kind, sheets = "xls", _load(data)
    tables, findings = _tables(_chosen(sheets, layout), layout)
    return Reading(kind, None, None, tables, findings, blank)


def _refuse_encrypted(data: bytes) -> None:
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise wrong_container("工作簿设有打开密码，无法读取", "the workbook is encrypted with a password")
    if "WordDocument".encode("utf-16-le") in data:
        raise wrong_container("文件是 Word 文档", "the file is a Word document")


def _load(data: bytes) -> list[Sheet]:
    try:
        reader = fastexcel.read_excel(data)
        sheets = []
        for name in reader.sheet_names:
            sheet = reader.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
            if sheet.width and sheet.total_height:
                sheets.append(Sheet(name, _texts(sheet)))
    except BaseException as error:
        if not isinstance(error, fastexcel.FastExcelError) and not is_panic(error):
            raise
        reason = str(error).splitlines()[0]
        raise wrong_container(
            f"工作簿已损坏、不完整或设有密码（{reason}），请重新导出",
            f"the workbook is damaged, cut off or protected ({reason}); export it anew",
        ) from error
    return sheets


def _texts(sheet: fastexcel.ExcelSheet) -> pl.DataFrame:
    batch, errors = sheet.to_arrow_with_errors()
    frame = pl.DataFrame(pl.from_arrow(batch))
    frame.columns = [f"c{at}" for at in range(frame.width)]
    frame = frame.cast(pl.String)  # a column without any value comes as type null
    for error in errors.errors if errors else []:
        row, column = error.position
        code = error.detail.partition("Error(")[2].partition(")")[0]
        frame[row, f"c{column}"] = ERRORS.get(code, f"#{code}")
    return blank_to_null(_numbers_as_shown(_dates_alone(frame)))


def _numbers_as_shown(frame: pl.DataFrame) -> pl.DataFrame:
    """Return numbers with at most 15 significant digits, as Excel keeps and shows them.

    The reader proper writes nine decimals of the binary value: the cell 123456789.12 comes as
    ``123456789.120000005``.
    """
    matches = frame.select(pl.all().str.contains(TOO_EXACT).any()).row(0)
    for name in [name for name, found in zip(frame.columns, matches, strict=True) if found]:
        texts = frame.get_column(name).unique().drop_nulls()
        shown = {text: shown_number(text) for text in texts.filter(texts.str.contains(TOO_EXACT))}
        frame = frame.with_columns(pl.col(name).replace(shown))
    return frame


def shown_number(text: str) -> str:
    """Return the number a text of up to nine decimals was written from; any other text as it is."""
    value = float(text)
    written = f"{value:.9f}".rstrip("0")
    digits = sum(character.isdigit() for character in text)
    return format(value, ".15g") if written == text and digits > EXCEL_DIGITS else text


def _dates_alone(frame: pl.DataFrame) -> pl.DataFrame:
    """Return date cells without the midnight that the reader proper adds to them."""
    midnight = pl.all().str.ends_with(" 00:00:00").any()
    dated = [name for name, found in zip(frame.columns, frame.select(midnight).row(0), strict=True) if found]
    return frame.with_columns(pl.col(dated).str.replace(MIDNIGHT, "$1")) if dated else frame


def _chosen(sheets: list[Sheet], layout: Layout) -> list[Sheet]:
    filled = [sheet for sheet in sheets if sheet.name not in layout.passed_over and sheet.first_rows()]
    if not filled:
        raise empty_file()
    if layout.sheet is None:
        return filled
    chosen = [sheet for sheet in filled if sheet.name.strip() == layout.sheet.strip()]
    if not chosen:
        names = "、".join(sheet.name for sheet in filled)
        raise FileProblem(
            "FILE-SHEETS",
            f"没有名为“{layout.sheet}”且有内容的工作表，现有：{names}",
            f"no filled sheet is named “{layout.sheet}”; there are: {names}",
        )
    return chosen


def _tables(sheets: list[Sheet], layout: Layout) -> tuple[list[Table], list[FileFinding]]:
    tables: list[Table] = []
    findings: list[FileFinding] = []
    problems: list[FileProblem] = []
    for sheet in sheets:
        try:
            head = find_head(sheet.first_rows(), layout, sheet.name)
        except FileProblem as problem:
            if problem.likeness >= LIKE_ENOUGH:
                raise
            problems.append(problem)
            continue
        tables.append(_table(sheet, head, layout))
        findings += head.findings
        if not any(row.number > head.row for row in sheet.first_rows()):
            findings.append(header_only(head, sheet.name))
    if not tables:
        raise max(problems, key=lambda problem: problem.likeness)
    findings += [_passed_over(problem) for problem in problems]
    return tables, findings


def _passed_over(problem: FileProblem) -> FileFinding:
    return FileFinding(
        "FILE-SHEETS",
        f"工作表“{problem.sheet}”不是本标准的数据表，未读取：{problem.detail_zh}",
        f"sheet “{problem.sheet}” is no table of this standard and was not read: {problem.detail_en}",
        problem.sheet,
        problem.row,
    )


def _table(sheet: Sheet, head: Head, layout: Layout) -> Table:
    width = max(sheet.frame.width, head.width)
    head = replace(head, width=width)
    missing = [pl.lit(None, pl.String).alias(f"c{at}") for at in range(sheet.frame.width, width)]
    body = sheet.frame.slice(head.row).with_columns(missing)

    def chunks() -> Iterator[Chunk]:
        raw = (
            RawRows.consecutive(body.slice(at, CHUNK_ROWS), head.row + 1 + at)
            for at in range(0, body.height, CHUNK_ROWS)
        )
        return Shaper(layout, head).chunks(raw)

    return Table(
        sheet.name, head.row, mapping_of(head), extra_titles(head), head.skipped, chunks, order_of(head)
    )
