"""One import template: the sheet to be filled, and the selection lists behind it.

The first row holds the titles as the standard prints them; nothing else stands on that sheet, neither a note
nor a sample row, so what is read is what was filled in. A mark of what is required is the cell's number
format, which shows a star before the title and leaves the title as it is.
"""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_range_abs

from ingest.catalogue import Catalogue, Column, Feed, Standard
from ingest.returns.rows import TEMPLATE_GUIDE, TEMPLATE_LISTS
from ingest.returns.sheets import SheetNames
from ingest.returns.words import allowed_zh
from ingest.templates.guide import write_guide
from ingest.templates.words import columns_of, example_of, needed_zh
from quality.column_rules import rules_of
from quality.conformance import ACCEPT, KINDS, vectors
from quality.dates import FIRST_YEAR, LAST_YEAR, SENTINELS

ROWS = 1_048_575  # rows below the header of an XLSX sheet, Excel's specification
MADE = datetime(1980, 1, 1)  # noqa: DTZ001 - no moment: the same standard gives the same bytes, and ZIP begins there
WIDTH = {"text": 24, "code": 16, "date": 13, "amount": 16, "integer": 10}
FORMATS = {"date": "yyyy-mm-dd", "amount": "#,##0.00####", "integer": "0"}
AS_TEXT = "@"  # codes and numbers of documents: no digit is lost, no zero is dropped
FIRST_DAY = date(FIRST_YEAR, 1, 2)  # the day before is what an empty cell is printed as
MARK = {True: '"*"@', False: '"△"@'}  # must be filled; must be filled where another column says so


def write_templates(folder: Path, catalogue: Catalogue, standards: list[str]) -> list[Path]:
    """Write the template of each standard as ``<name>.xlsx``; return the paths in that order.

    Raises:
        OSError: the folder cannot be made or written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name in standards:
        path = folder / f"{name}.xlsx"
        write_template(path, catalogue.standards[name], catalogue.feeds_of(name))
        paths.append(path)
    return paths


def write_template(path: Path, standard: Standard, feeds: list[Feed]) -> None:
    """Write the template of a standard; the same standard and feeds give the same bytes.

    Args:
        path: where; the folder must exist.
        standard: its newest generation, where it has several.
        feeds: who sends it, for the notes; columns that all of them declare are not asked for.
    """
    aside = path.with_name(f".{path.name}.new")
    options = {"strings_to_formulas": False, "strings_to_urls": False, "tmpdir": str(path.parent)}
    with xlsxwriter.Workbook(aside, options) as book:
        _Template(book, standard, columns_of(standard, feeds)).write(feeds)
    aside.replace(path)


class _Template:
    """A template in the making."""

    def __init__(self, book: xlsxwriter.Workbook, standard: Standard, columns: list[Column]) -> None:
        self._book, self._standard, self._columns = book, standard, columns
        self._lists: dict[tuple[str, ...], str] = {}

    def write(self, feeds: list[Feed]) -> None:
        book, standard = self._book, self._standard
        book.set_properties({"title": f"{standard.title}导入模板", "author": "四库", "created": MADE})
        book.set_custom_property("siku_template", _version(standard))
        names = SheetNames([TEMPLATE_GUIDE, TEMPLATE_LISTS])
        page = book.add_worksheet(names.name(standard.title))
        write_guide(book.add_worksheet(TEMPLATE_GUIDE), book, standard, self._columns, feeds)
        self._options()
        for at, column in enumerate(self._columns):
            self._column(page, at, column)
        page.set_row(0, 48)
        page.freeze_panes(1, 0)
        page.set_landscape()
        page.set_paper(9)  # A4
        page.repeat_rows(0)

    def _options(self) -> None:
        """Every selection list, a column each: in the rule of a cell Excel allows 255 characters."""
        lists = list(dict.fromkeys(tuple(column.codes) for column in self._columns if column.codes))
        if not lists:
            return
        page = self._book.add_worksheet(TEMPLATE_LISTS)
        page.hide()
        for at, values in enumerate(lists):
            page.write_column(0, at, values, self._book.add_format({"num_format": AS_TEXT}))
            self._lists[values] = f"={TEMPLATE_LISTS}!{xl_range_abs(0, at, len(values) - 1, at)}"

    def _column(self, page: Any, at: int, column: Column) -> None:  # noqa: ANN401 - xlsxwriter has no types
        cells = self._book.add_format({"num_format": FORMATS.get(column.type, AS_TEXT)})
        page.set_column(at, at, WIDTH.get(column.type, 22), cells)
        look = {"bold": True, "text_wrap": True, "valign": "top", "border": 1, "bg_color": "#D9E1F2"}
        if column.required or column.required_if:
            look |= {"num_format": MARK[column.required], "bg_color": "#FFE699"}
        page.write_string(0, at, column.title, self._book.add_format(look))
        said = [column.description, needed_zh(column, self._standard), f"填写：{allowed_zh(column)}"]
        said += [f"例：{example_of(column)}"] if example_of(column) else []
        said.append(f"规则：{'、'.join(rules_of(column))}")
        comment = "\n".join(filter(None, said))
        page.write_comment(0, at, comment, {"author": "四库", "width": 300, "height": 160})
        if rule := self._validation(column):
            said_so = {"error_title": column.title[:32], "error_message": f"应填：{allowed_zh(column)}"[:255]}
            page.data_validation(1, at, ROWS, at, {"ignore_blank": True, **said_so, **rule})

    def _validation(self, column: Column) -> dict[str, Any] | None:
        """What Excel refuses while it is typed: only what would be asked about afterwards anyway."""
        if column.codes:
            free = column.other_prefix or column.separator  # such values cannot be listed
            return {"validate": "list", "source": self._lists[tuple(column.codes)], "show_error": not free}
        if column.type == "date":
            last = date(LAST_YEAR, 12, 31) if column.open_end else date.fromisoformat(min(SENTINELS))
            end = "=TODAY()" if column.not_after_receipt else last
            return {"validate": "date", "criteria": "between", "minimum": FIRST_DAY, "maximum": end}
        if column.type in ("amount", "integer"):
            kind = "decimal" if column.type == "amount" else "integer"
            return {"validate": kind, "criteria": ">=", "value": 0}
        least, most = _lengths(column)
        if most is None:
            return None
        return {"validate": "length", "criteria": "between", "minimum": least, "maximum": most}


def _lengths(column: Column) -> tuple[int, int | None]:
    """Characters a value may have: as declared, of codes as the right ones of the rule vectors have."""
    if column.type in KINDS and not column.checked_if:
        lengths = [len(v.value) for v in vectors() if v.kind == column.type and v.verdict == ACCEPT]
        return min(lengths), max(lengths)
    return 0, column.max_length


def _version(standard: Standard) -> str:
    """What a template was made from, kept in its properties."""
    return hashlib.sha256(standard.model_dump_json().encode()).hexdigest()[:16]
