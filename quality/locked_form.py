"""Reads a workbook the way a checker must: what stands in each cell, and what is locked, listed and printed.

Nothing of the library that writes workbooks is used: the parts of the file are read as they are (ECMA-376).
Only what a form needs is known: one plain sheet with texts.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
TEXT_FORMAT = "49"  # ECMA-376 part 1, 18.8.30: the built-in format @
LARGEST = 64 * 1024 * 1024  # bytes of one part; a return has some thousand rows at most
CELL = re.compile(r"^([A-Z]{1,3})([1-9][0-9]*)$")
# A form is sheets, styles and texts; macros, links to other files and comments have no place in it.
PARTS = re.compile(
    r"^(\[Content_Types\]\.xml|_rels/\.rels|docProps/\w+\.xml|xl/_rels/workbook\.xml\.rels|xl/theme/\w+\.xml"
    r"|xl/(workbook|styles|sharedStrings)\.xml|xl/worksheets/sheet[0-9]+\.xml)$"
)


class UnreadableFormError(Exception):
    """The bytes are no workbook; the message says why."""


@dataclass(frozen=True)
class Cell:
    """A cell as the file holds it."""

    row: int
    column: int  # 1 is A
    text: str
    is_text: bool  # stored as a text, not as a number, a date, a truth value or a formula
    as_text: bool  # the format of the cell keeps a text a text when somebody types into it
    is_locked: bool


@dataclass(frozen=True)
class LockedForm:
    """One sheet with everything a form locks."""

    sheets: tuple[str, ...]
    foreign_parts: tuple[str, ...]
    cells: tuple[Cell, ...]
    is_protected: bool
    lists: tuple[tuple[str, str], ...]  # cells and the source of their drop-down list
    is_landscape: bool
    fits_width: bool
    footer: str
    repeats_header: bool
    has_merged_or_hidden: bool


def read_form(content: bytes) -> LockedForm:
    """The first sheet of a workbook.

    Raises:
        UnreadableFormError: no OOXML workbook, a part that is missing, broken or too large.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            parts = {name: _part(archive, name) for name in names if name.startswith("xl/")}
        return _form(names, parts)
    except (zipfile.BadZipFile, etree.XMLSyntaxError, KeyError, IndexError, NotImplementedError) as error:
        raise UnreadableFormError(f"{type(error).__name__}: {error}") from error


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    if archive.getinfo(name).file_size > LARGEST:
        raise UnreadableFormError(f"{name} is larger than {LARGEST} bytes")
    return archive.read(name)


def _form(names: list[str], parts: dict[str, bytes]) -> LockedForm:
    book = _tree(parts["xl/workbook.xml"])
    sheet = _tree(parts["xl/worksheets/sheet1.xml"])
    protection, page = sheet.find(f"{MAIN}sheetProtection"), sheet.find(f"{MAIN}pageSetup")
    fit = sheet.find(f"{MAIN}sheetPr/{MAIN}pageSetUpPr")
    rules = sheet.findall(f"{MAIN}dataValidations/{MAIN}dataValidation")
    hidden = [one for one in sheet.iter(f"{MAIN}row", f"{MAIN}col") if one.get("hidden") in ("1", "true")]
    footer = sheet.findtext(f"{MAIN}headerFooter/{MAIN}oddFooter") or ""
    titles = [name.get("name") for name in book.iter(f"{MAIN}definedName")]
    return LockedForm(
        sheets=tuple(one.get("name", "") for one in book.iter(f"{MAIN}sheet")),
        foreign_parts=tuple(name for name in names if not PARTS.match(name)),
        cells=tuple(_cells(sheet, _texts(parts), _styles(parts))),
        is_protected=protection is not None and protection.get("sheet") == "1",
        lists=tuple(
            (one.get("sqref", ""), one.findtext(f"{MAIN}formula1") or "")
            for one in rules
            if one.get("type") == "list" and one.get("showErrorMessage") == "1"
        ),
        is_landscape=page is not None and page.get("orientation") == "landscape",
        fits_width=fit is not None
        and fit.get("fitToPage") == "1"
        and page is not None
        and page.get("fitToWidth", "1") == "1",
        footer=footer,
        repeats_header="_xlnm.Print_Titles" in titles,
        has_merged_or_hidden=bool(hidden) or sheet.find(f"{MAIN}mergeCells") is not None,
    )


def _tree(part: bytes) -> etree._Element:
    safe = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(part, safe)


def _texts(parts: dict[str, bytes]) -> list[str]:
    if "xl/sharedStrings.xml" not in parts:
        return []
    found = _tree(parts["xl/sharedStrings.xml"]).findall(f"{MAIN}si")
    return ["".join(piece.text or "" for piece in one.iter(f"{MAIN}t")) for one in found]


def _styles(parts: dict[str, bytes]) -> list[tuple[bool, bool]]:
    """Of each cell format: whether it is the text format, and whether it is locked."""
    tree = _tree(parts["xl/styles.xml"])
    named = {one.get("numFmtId") for one in tree.iter(f"{MAIN}numFmt") if one.get("formatCode") == "@"} | {
        TEXT_FORMAT
    }
    styles = []
    for one in tree.findall(f"{MAIN}cellXfs/{MAIN}xf"):
        lock = one.find(f"{MAIN}protection")
        styles.append((one.get("numFmtId") in named, lock is None or lock.get("locked", "1") != "0"))
    return styles


def _cells(sheet: etree._Element, texts: list[str], styles: list[tuple[bool, bool]]) -> Iterator[Cell]:
    for one in sheet.iter(f"{MAIN}c"):
        place = CELL.match(one.get("r", ""))
        if place is None:
            raise UnreadableFormError(f"a cell without a place: {one.get('r')!r}")
        kind, value = one.get("t", "n"), one.findtext(f"{MAIN}v")
        formula = one.find(f"{MAIN}f") is not None
        if kind == "s" and value is not None:
            text = texts[int(value)]
        elif kind == "inlineStr":
            text = "".join(piece.text or "" for piece in one.iter(f"{MAIN}t"))
        else:
            text = value or ""
        as_text, locked = styles[int(one.get("s", "0"))]
        yield Cell(
            int(place[2]), _number(place[1]), text,
            is_text=kind in ("s", "inlineStr") and not formula, as_text=as_text, is_locked=locked,
        )  # fmt: skip


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number
