"""The shape of a judgement, and what most of them start from."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from simulator.facts import Told
from tests.e2e.second.book import Book, Member

# in the denominator, in the numerator and, where it is not one, the weight
Judged = tuple[bool, bool] | tuple[bool, bool, Decimal]
Judge = Callable[[Book, Member], Judged]
OUT: Judged = (False, False)
JUDGES: dict[str, Judge] = {}


def line(*indicators: str) -> Callable[[Judge], Judge]:
    """Say which lines a judge is for."""

    def known(judge: Judge) -> Judge:
        JUDGES.update(dict.fromkeys(indicators, judge))
        return judge

    return known


def row_of(book: Book, member: Member) -> Told:
    """The row a member was read from; there must be one."""
    row = book.at(member)
    assert row is not None, f"{member.feed}/{member.file}:{member.row} is no row"
    return row


def evidence(
    book: Book, indicator: str, item: str | None, *kinds: str, since: date | None = None
) -> list[Told]:
    """Evidence of an item that was dated since a day, or with none is in force."""
    return [
        e
        for e in book.now("evidence")
        if e["indicator_id"] == indicator
        and item in (None, e["item"])
        and (not kinds or e["kind"] in kinds)
        and book.within(since or date.min, e["dated_on"])
        and (since is not None or book.not_over(e["valid_until"]))
    ]


def declared(book: Book, matter: str, since: date | None = None) -> list[Told]:
    """Zero reports on a matter for the month (or months since a day), none of them made before its month."""
    first, last = f"{since or book.month:%Y-%m}", f"{book.as_of:%Y-%m}"
    return [
        z
        for z in book.now("zero_reports")
        if z["matter"] == matter
        and first <= z.text("month") <= last
        and str(z["declared_on"])[:7] >= z.text("month")
    ]


def about_row(book: Book, member: Member, standard: str) -> list[Told]:
    """The newest row of the record that the member's place names: what counts is what it says today."""
    row = row_of(book, member)
    return [one for one in book.now(standard) if book.key(one) == book.key(row)]
