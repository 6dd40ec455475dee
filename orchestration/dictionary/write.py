"""Write the dictionary: one page that needs nothing beside it, and one workbook."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from pathlib import Path

import jinja2
import xlsxwriter

from ingest.catalogue import load_catalogue
from ingest.disk import replace_whole
from ingest.returns.cells import cell_text
from orchestration.dictionary.facts import Part, parts
from orchestration.version import MANIFEST

NAMES = ("dictionary.html", "dictionary.xlsx")
MADE = datetime(1980, 1, 1)  # noqa: DTZ001 - no moment: the same declarations give the same bytes
WIDTH = 60  # of a column at most, in characters


def write(folder: Path, stamp: str) -> list[Path]:
    """Write ``dictionary.html`` and ``dictionary.xlsx`` into a folder; returns their paths.

    Args:
        folder: made when it does not exist.
        stamp: one line that says of which release they are; the same line gives the same bytes.

    Raises:
        CatalogueError: the catalogue is wrong.
        FileNotFoundError: dbt's manifest is not there (``make install`` writes it).
    """
    said = _parts(MANIFEST.stat().st_mtime_ns)
    contents = (_page(said, stamp), _workbook(said, stamp))
    paths = [folder / name for name in NAMES]
    for path, content in zip(paths, contents, strict=True):
        replace_whole(path, content)
    return paths


@cache
def _parts(_made: int) -> tuple[Part, ...]:
    """The dictionary; made again when dbt parsed its project again."""
    return parts(load_catalogue(), MANIFEST)


def _page(said: tuple[Part, ...], stamp: str) -> bytes:
    templates = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return templates.get_template("dictionary.html").render(parts=said, stamp=stamp).encode()


def _workbook(said: tuple[Part, ...], stamp: str) -> bytes:
    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        book.set_properties({"title": "四库数据字典", "author": "四库", "comments": stamp, "created": MADE})
        for part in said:
            of = [(section.title or section.code, section.code, section) for section in part.sections]
            facts = [(title, code, *fact) for title, code, section in of for fact in section.said]
            if facts:
                _sheet(book, f"{part.title}说明", ("名称", "编号", "项目", "内容"), facts)
            rows = [(title, code, *row) for title, code, section in of for row in section.rows]
            _sheet(book, part.title, ("所属", "所属编号", *part.heads), rows)
    return target.getvalue()


def _sheet(
    book: xlsxwriter.Workbook, name: str, heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]
) -> None:
    page = book.add_worksheet(name)
    head = book.add_format({"bold": True, "bg_color": "#D9E1F2", "border": 1, "text_wrap": True})
    cell = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    for at, row in enumerate([heads, *rows]):
        for position, text in enumerate(row):
            page.write_string(at, position, cell_text(text), cell if at else head)
    for position, texts in enumerate(zip(heads, *rows, strict=True)):
        longest = max(sum(2 if character > "\u2e7f" else 1 for character in text) for text in texts)
        page.set_column(position, position, min(longest + 2, WIDTH))
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, len(rows), len(heads) - 1)
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
