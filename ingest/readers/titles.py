"""What a header text means: titles reduced to what identifies them, and the rows they stand in."""

from __future__ import annotations

import difflib
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from ingest.readers.model import Column, Layout

MARKS = re.compile(r"[(（\[【]\s*(必填|必填项|选填|选填项|可选|非必填|必选)\s*[)）\]】]")
NEAR_ENOUGH = 0.5  # below that, the nearest title is no help to the reader of the message

Cells = list[str | None]


@dataclass(frozen=True)
class Row:
    """One record of the beginning of a table; ``cells`` are None where blank."""

    number: int
    cells: Cells

    @property
    def text(self) -> str:
        """Non-blank cells joined for showing, cut at 200 characters; a merged cell's repeats once."""
        return " | ".join(dict.fromkeys(cell for cell in self.cells if cell is not None))[:200]


@lru_cache(maxsize=1 << 14)  # the same headers come month after month; cells of a body are asked once
def normal_title(text: str) -> str:
    """Return the part of a header text that identifies it.

    NFKC (full-width forms), case, and every character that is neither letter nor digit go: brackets,
    blanks, line breaks, ``-``/``_``/``＿``, commas, ``*``; and the mark 必填 in brackets.
    """
    folded = unicodedata.normalize("NFKC", MARKS.sub("", text)).casefold()
    return folded if folded.isalnum() else "".join(filter(str.isalnum, folded))


def known_titles(layout: Layout) -> dict[str, str]:
    """Return normalised title → column name; a printed title wins over another column's synonym.

    Raises:
        ValueError: two columns claim one title with the same right.
    """
    titles: dict[str, str] = {}
    for rank in (slice(0, 1), slice(1, None)):
        claimed: dict[str, str] = {}
        for column in layout.columns:
            for title in column.titles[rank]:
                key = normal_title(title)
                if claimed.setdefault(key, column.name) != column.name:
                    raise ValueError(f"title {title!r} is claimed by {claimed[key]} and {column.name}")
        titles = claimed | titles
    return titles


def nearest(column: Column, free: list[str]) -> str | None:
    """Return which of the normalised titles is most like one of the column's, or None if none is."""
    best = [
        (difflib.SequenceMatcher(None, normal_title(title), candidate).ratio(), candidate)
        for title in column.titles
        for candidate in free
    ]
    ratio, candidate = max(best, default=(0.0, None))
    return candidate if ratio >= NEAR_ENOUGH else None
