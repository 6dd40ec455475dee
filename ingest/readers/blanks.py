"""What a cell is that holds nothing a person sees, and how such cells and rows are told from the others."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from ingest.readers.model import SOURCE_ROW

# Unicode White_Space, the zero-width characters that copying from a web page leaves, and DOS end of file
BLANKS = (
    "\t\n\x0b\x0c\r\x1a\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008"
    "\u2009\u200a\u200b\u200c\u200d\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"
)
# Texts that begin like a blank: control and space, Latin-1 to the first CJK mark, the byte order mark.
LATIN_1, CJK, MARK = "\x80", "\u3001", "\ufeff"


def is_blank(text: str) -> bool:
    """Return whether a text holds nothing a person sees."""
    return not text.strip(BLANKS)


def text_or_none(text: str | None) -> str | None:
    """Return the text as it is, or None if it is blank."""
    return None if text is None or is_blank(text) else text


def blank_to_null(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with null for every text that holds nothing a person sees.

    Only columns that hold a text beginning like a blank one are looked at closely: comparing beginnings is
    many times cheaper than trimming.
    """
    filled = [name for name in frame.columns if frame.get_column(name).null_count() < frame.height]
    suspects = _holding(
        frame,
        filled,
        (pl.all() < "!") | pl.all().is_between(pl.lit(LATIN_1), pl.lit(CJK)) | (pl.all() >= MARK),
    )
    suspects = _holding(
        frame,
        suspects,
        (pl.all() < "!")
        | pl.all().is_between(pl.lit(LATIN_1), pl.lit("\xa1"))
        | pl.all().is_between(pl.lit("\u1680"), pl.lit("\u1681"))
        | pl.all().is_between(pl.lit("\u2000"), pl.lit(CJK))
        | (pl.all() >= MARK),
    )
    if not suspects:
        return frame
    return frame.with_columns(
        pl.when(pl.col(name).str.strip_chars(BLANKS) != "").then(pl.col(name)).alias(name)
        for name in suspects
    )


def _holding(frame: pl.DataFrame, names: list[str], condition: pl.Expr) -> list[str]:
    """Return the columns in which some cell meets the condition."""
    if not names:
        return []
    found = frame.select(names).select(condition.any()).row(0)
    return [name for name, any_cell in zip(names, found, strict=True) if any_cell]


def drop_empty(frame: pl.DataFrame, columns: Sequence[str], found: Sequence[int]) -> pl.DataFrame:
    """Return the frame without all-null rows; those with findings hold something beyond the columns."""
    if any(frame.get_column(name).null_count() == 0 for name in columns):
        return frame
    filled = pl.any_horizontal(pl.col(columns).is_not_null())
    return frame.filter(filled | pl.col(SOURCE_ROW).is_in(list(found)) if found else filled)
