"""Texts in cells: what a spreadsheet would calculate is made harmless, and that is undone exactly.

A value that begins with ``= + - @``, a tab or a line end is a formula to whoever opens the cell for editing
or saves the sheet as CSV (OWASP, CSV Injection). An apostrophe is put before it. So that the way back is
unambiguous, values that are such a formula behind apostrophes already get one more; every other value,
apostrophes included, stays as it is.
"""

from __future__ import annotations

import re

import polars as pl

# Full-width forms too: spreadsheets set to Chinese take them for the half-width ones.
FORMULA = r"^'*[ \u3000]*[=+\-@＝＋－＠\t\r\n]"
FORMULA_BEHIND_APOSTROPHE = r"^'(?:'*[ \u3000]*[=+\-@＝＋－＠\t\r\n])"
LONGEST = 32_767  # characters of a cell, ECMA-376 and Excel's specification
# No XLSX holds these as they are: two non-characters of Unicode, and texts that look like OOXML's own escape
# of an underscore (ECMA-376 part 1, 22.9.2.19), which readers undo once too often.
UNWRITABLE = re.compile("[\ufffe\uffff]|_x005[fF]_")
CUT_MARK = "【原值无法完整写入单元格，请按原文件重填】"

_FORMULA = re.compile(FORMULA)


def neutralised(text: str) -> str:
    """The text as it may stand in a cell."""
    return f"'{text}" if _FORMULA.match(text) else text


def restored(column: pl.Expr) -> pl.Expr:
    """What `neutralised` was given, for a whole column."""
    return (
        pl.when(column.str.contains(FORMULA_BEHIND_APOSTROPHE))
        .then(column.str.slice(1))
        .otherwise(column)
        .name.keep()
    )


def is_writable(text: str) -> bool:
    """Whether a cell can hold the text, so that it comes back as it was."""
    return len(neutralised(text).encode("utf-16-le")) // 2 <= LONGEST and not UNWRITABLE.search(text)


def cell_text(text: str) -> str:
    """What is written: the harmless text, or as much of it as a cell can hold, marked as cut."""
    if is_writable(text):
        return neutralised(text)
    kept = UNWRITABLE.sub("\ufffd", text)[: LONGEST // 2 - len(CUT_MARK)]
    return neutralised(kept) + CUT_MARK
