"""The members of a line: the first of them on pages, all of them as a table."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil
from typing import Any

from orchestration.released import Row
from orchestration.site.facts import Facts
from orchestration.site.pages import Page, Table

# A page stays a page in a city of any size; the table stays one that a spreadsheet opens.
ON_PAGE, MOST_PAGES, MOST_IN_TABLE = 100, 5, 200_000
# First those that something can be done about: of a line that has to go down, the members it counts.
MEMBERS = """
    select
        m.unit, m.district, m.part, m.is_main, m.item, m.organisation_id, s.name, m.record_id,
        m.in_denominator, m.in_numerator, m.weight, m.reason, b.source_uri, m.source_sheet, m.source_row,
        m.batch_id
    from indicator_members as m
    left join names as s on m.organisation_id = s.subject_id
    left join feed_batches as b on m.feed_id = b.feed_id and m.batch_id = b.batch_id
    where m.indicator_id = ?
    order by
        m.is_main desc, m.in_denominator desc, m.in_numerator <> ?, b.source_uri, m.source_row, m.unit,
        m.item, m.record_id, m.part
    limit ?
"""
TITLES = {
    "unit": "单位", "district": "县区", "part": "分项", "is_main": "计入本数", "item": "具体项",
    "organisation_id": "主体编号", "name": "主体名称", "record_id": "记录编号", "in_denominator": "在分母",
    "in_numerator": "在分子", "weight": "权重", "reason": "缘由", "source_uri": "文件",
    "source_sheet": "工作表", "source_row": "行", "batch_id": "批次",
}  # fmt: skip


def line_page(indicator: str, number: int = 1) -> str:
    """The page of a line, or a further page of its members."""
    return f"lines/{indicator}.html" if number == 1 else f"lines/{indicator}-{number}.html"


def pages_with_members(
    facts: Facts, line: Row, counted: int, filled: dict[str, Any]
) -> Iterator[Page | Table]:
    """The page of a line with its first members, further pages of members, the table.

    Args:
        facts: the release.
        line: the line.
        counted: how many members its figure has.
        filled: what else its page shows.
    """
    indicator = line["indicator_id"]
    frame = facts.release.frame(MEMBERS, indicator, line["direction"] == "down", MOST_IN_TABLE)
    members = frame.head(ON_PAGE * MOST_PAGES).filter("is_main").to_dicts()
    pages = max(ceil(len(members) / ON_PAGE), 1)
    shared = {
        "line": line, "everything": counted, "pages": pages, "first_of": ON_PAGE,
        "table_is_cut": len(frame) == MOST_IN_TABLE,
    }  # fmt: skip
    for number in range(1, pages + 1):
        mine = shared | {"number": number, "members": members[(number - 1) * ON_PAGE :][:ON_PAGE]}
        if number == 1:
            yield Page(line_page(indicator), "line.html", "board", mine | filled)
        else:
            yield Page(line_page(indicator, number), "members.html", "board", mine)
    yield Table(f"lines/{indicator}.csv", frame.rename(TITLES))
