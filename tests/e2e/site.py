"""Reading the pages of the static site, without any of the code that writes them."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
from lxml import html

Pages = dict[str, html.HtmlElement]


def parsed(site: Path) -> Pages:
    """Every page by its path in the site."""
    folder = site.resolve()
    return {
        path.relative_to(folder).as_posix(): html.fromstring(path.read_text(encoding="utf-8"))
        for path in sorted(folder.rglob("*.html"))
    }


def query(city: Path, sql: str, file: str = "shared") -> list[tuple[Any, ...]]:
    with duckdb.connect(str(city / f"published/{file}.duckdb"), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def text(element: html.HtmlElement) -> str:
    """What is read of an element in Chinese."""
    left_out = "ancestor-or-self::*[@class='en']"
    return " ".join("".join(element.xpath(f".//text()[not({left_out})]")).split())


def number(shown: str) -> tuple[Decimal, Decimal]:
    """A shown figure, and how far the true one may be from it: half of its last digit."""
    bare = shown.replace(",", "").replace("%", "")
    digit = Decimal(1).scaleb(-len(bare.partition(".")[2]))
    scale = Decimal(100) if "%" in shown else Decimal(1)
    return Decimal(bare) / scale, digit / 2 / scale


def differs(shown: str, value: float | None) -> bool:
    """Whether a shown figure is not the published one, rounded to the digits that are shown."""
    if value is None or shown == "–":
        return (value is None) != (shown == "–")
    found, half = number(shown)
    return abs(found - Decimal(value)) > half * Decimal("1.0000001")


def pair(shown: str) -> tuple[Decimal, ...]:
    return tuple(Decimal(part.replace(",", "")) for part in shown.split("/")) if shown else ()
