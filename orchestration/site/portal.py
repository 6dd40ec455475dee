"""The credit portal: what appears, changes and goes today, and where every record known stands."""

from __future__ import annotations

from orchestration.site.facts import Facts
from orchestration.site.pages import Page, Table

MOST_ROWS = 200
PROOF = "select content, outcome, because, records from portal_proof order by content, outcome, because"
TODAY = """
    select content, change, because, count(*) as records
    from portal_changes
    where changed_on = as_of_date
    group by all
    order by all
"""
GOING = """
    select content, unit, reference, because, due_on
    from portal_changes
    where change = 'down' and changed_on = as_of_date
    order by all
    limit ?
"""
ALL_CHANGES = """
    select
        changed_on as 日期, change as 变动, content as 内容, unit as 单位, reference as 编号, because as 原因,
        due_on as 最迟日期, record_key as 记录键
    from portal_changes
    order by changed_on desc, change, content, unit, reference, record_key
"""


def portal_pages(facts: Facts) -> list[Page | Table]:
    """One page, and the lists of every day that is kept as a table."""
    filled = {
        "today": facts.release.rows(TODAY),
        "going": facts.release.rows(GOING, MOST_ROWS),
        "most": MOST_ROWS,
        "proof": facts.release.rows(PROOF),
    }
    return [
        Page("portal.html", "portal.html", "portal", filled),
        Table("portal_changes.csv", facts.release.frame(ALL_CHANGES)),
    ]
