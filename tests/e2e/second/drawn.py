"""Members of a line drawn at random, and which of them a second reading sees otherwise than the release."""

from __future__ import annotations

import random
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

import duckdb

from tests.e2e.second import JUDGES
from tests.e2e.second.book import Book, Member

MEMBERS = 10
Verdict = tuple[bool, bool, Decimal]  # in the denominator, in the numerator, the weight


def members_of(root: Path, indicator: str, most: int = MEMBERS) -> list[tuple[Member, Verdict]]:
    """Some members at random, and what the release says of each."""
    with duckdb.connect(str(root / "published/restricted.duckdb"), read_only=True) as connection:
        found = connection.execute(
            "select m.unit, m.part, m.item, m.subject_id, m.record_id, m.feed_id,"
            " split_part(b.source_uri, '/', -1), m.source_row, m.in_denominator, m.in_numerator, m.weight"
            " from indicator_members m left join feed_batches b using (feed_id, batch_id)"
            " where m.indicator_id = ? and m.is_main order by all",
            [indicator],
        ).fetchall()
    drawn = random.Random(indicator).sample(found, min(most, len(found)))
    return [(Member(indicator, *row[:8]), row[8:]) for row in drawn]


def misjudged(
    root: Path, book: Book, indicators: Iterable[str], most: int = MEMBERS
) -> list[tuple[Member, Verdict, Verdict]]:
    """The drawn members of the lines that count otherwise by a second reading: published as, read as."""
    found = []
    for indicator in indicators:
        for member, published_as in members_of(root, indicator, most):
            judged = JUDGES[indicator](book, member)
            weighed = (*judged, Decimal(1)) if len(judged) == 2 else judged
            found += [(member, published_as, weighed)] if weighed != published_as else []
    return found
