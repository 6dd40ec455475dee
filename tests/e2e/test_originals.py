"""A second count of every line, from the delivered files alone: no landing, no warehouse, no simulator's word.

Where ten members are drawn at random, the row that each of them names is opened in the delivered file.
"""

from __future__ import annotations

import random
from pathlib import Path

import duckdb
import pytest

from simulator.facts import Facts
from simulator.lines.chapters import line_answers, lines
from tests.e2e.conftest import AS_OF
from tests.e2e.lines import expected, published
from tests.e2e.originals import head_of, originals, rows_of

MEMBERS = 10


@pytest.fixture(scope="module")
def facts(refreshed_city: Path) -> Facts:
    return originals(refreshed_city, AS_OF).facts()


@pytest.fixture(scope="module")
def recounted(facts: Facts) -> dict[str, dict[str, object]]:
    return line_answers(facts)


@pytest.mark.parametrize("indicator", lines())
def test_the_files_alone_give_the_published_figures(
    refreshed_city: Path, recounted: dict[str, dict[str, object]], indicator: str
):
    answer, line = recounted[indicator], published(refreshed_city / "published/restricted.duckdb", indicator)
    assert (line["status"], line["reason"]) == (answer["status"], answer["reason"])
    assert line["reasons"] == answer["reasons"]
    if answer["reason"] != "feed_missing":
        found = {cut: pair for cut, pair in line["cuts"].items() if pair[1] is not None}
        wanted = {cut: pair for cut, pair in expected(answer).items() if cut in found or pair != (0, 0)}
        assert found == wanted


@pytest.mark.parametrize("indicator", lines())
def test_ten_members_stand_where_they_say(refreshed_city: Path, indicator: str):
    """The row exists, under a header of its standard, and holds the member's own identifiers."""
    with duckdb.connect(str(refreshed_city / "published/restricted.duckdb"), read_only=True) as connection:
        members = connection.execute(
            "select b.source_uri, m.feed_id, m.source_sheet, m.source_row, s.uscc, m.subject_id"
            " from indicator_members m join feed_batches b using (feed_id, batch_id)"
            " left join subjects s on m.subject_id = s.subject_id"
            " where m.indicator_id = ? and m.source_row is not null order by all",
            [indicator],
        ).fetchall()
    catalogue = originals(refreshed_city, AS_OF).catalogue
    lost = []
    for uri, feed_id, sheet, row, uscc, _ in random.Random(indicator).sample(
        members, min(MEMBERS, len(members))
    ):
        rows = rows_of(refreshed_city / uri, sheet)
        feed = catalogue.feeds[feed_id]
        head = head_of(rows, feed, catalogue.standards[feed.standard])
        cells = rows[int(row) - 1]
        if head is None or int(row) - 1 <= head.row or not any(cells):
            lost.append((uri, sheet, row, cells))
    assert lost == []
