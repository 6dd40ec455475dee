"""A page and how it is written: templates compiled once, everything escaped, tables beside pages as CSV."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
import polars as pl

from ingest.returns.cells import FORMULA
from orchestration import words
from orchestration.site import shown

HERE = Path(__file__).parent
STATIC = ("site.css", "site.js")
# Spreadsheets keep fifteen digits of a number; a longer code of digits only would lose its end.
LONG_NUMBER = r"^[0-9]{12,}$"


@dataclass(frozen=True)
class Page:
    """A page to be written.

    ``path`` is below the site's folder; ``section`` is the entry of the menu it belongs to.
    """

    path: str
    template: str
    section: str
    filled: dict[str, Any] = field(default_factory=dict)

    @property
    def up(self) -> str:
        """The way from the page to the site's folder."""
        return "../" * self.path.count("/")


@dataclass(frozen=True)
class Table:
    """A table to be written as CSV beside the pages; columns are titled as people read them."""

    path: str
    frame: pl.DataFrame


@cache
def environment() -> jinja2.Environment:
    """The templates, compiled when first used, with what they call."""
    found = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters |= {"word": shown.word, "causes": shown.causes, "number": words.number}
    found.filters |= {"place": shown.place, "points": shown.points}
    found.globals |= {"t": shown.both, "measured": words.measured, "counts": words.counts}
    found.globals |= {"goal": shown.goal, "rate": shown.rate, "marks": shown.MARKS}
    return found


def write_page(folder: Path, page: Page, shared: dict[str, Any]) -> None:
    """Write one page; ``shared`` is what every page shows: the release and the menu."""
    text = environment().get_template(page.template).render(page=page, up=page.up, **shared, **page.filled)
    path = folder / page.path
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")


def write_table(folder: Path, table: Table) -> None:
    """Write one table as CSV for spreadsheets: with BOM, formulas and long numbers as text."""
    path = folder / table.path
    path.parent.mkdir(exist_ok=True)
    texts = pl.selectors.string()
    unsafe = texts.str.contains(FORMULA) | texts.str.contains(LONG_NUMBER)
    frame = table.frame.with_columns(pl.when(unsafe).then("'" + texts).otherwise(texts).name.keep())
    frame.write_csv(path, include_bom=True)
