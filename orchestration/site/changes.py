"""What changed since the release before: figures, verdicts, scores, deliveries."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from orchestration.site.facts import Facts
from orchestration.site.pages import Page

MOST_ROWS = 200

LINES = """
    select
        i.indicator_id, i.standard, i.formula, i.value_unit, i.target_value, n.unit_kind, n.unit, n.status,
        n.value, n.verdict, o.status as old_status, o.value as old_value
    from indicator_values as n
    inner join indicators as i on n.indicator_id = i.indicator_id
    left join previous.indicator_values as o
        on n.indicator_id = o.indicator_id and n.unit_kind = o.unit_kind and n.unit = o.unit and o.is_main
    where
        n.is_main
        and (
            n.status is distinct from o.status or n.value is distinct from o.value
            or n.verdict is distinct from o.verdict
        )
    order by n.unit_kind <> 'city', n.indicator_id, n.unit
"""
SCORES = """
    select n.unit, n.month, n.points, n.points_judged, o.points as old_points, o.points_judged as old_judged
    from scorecard_totals as n
    left join previous.scorecard_totals as o on n.unit = o.unit and n.month = o.month
    where n.points is distinct from o.points or n.points_judged is distinct from o.points_judged
    order by n.month desc, n.unit
"""
BATCHES = """
    select n.*, c.title, c.unit
    from feed_batches as n
    anti join previous.feed_batches as o on n.feed_id = o.feed_id and n.batch_id = o.batch_id
    left join (select distinct feed_id, title, unit from feed_calendar) as c on n.feed_id = c.feed_id
    order by n.received_at desc, n.source_uri
"""
GONE = """
    select count(*) as batches
    from previous.feed_batches as o
    anti join feed_batches as n on n.feed_id = o.feed_id and n.batch_id = o.batch_id
"""


def change_pages(facts: Facts, previous: Path | None) -> list[Page]:
    """One page. Without a release to compare with, or one that is too old, it says so."""
    return [Page("changes.html", "changes.html", "changes", _compared(facts, previous))]


def _compared(facts: Facts, previous: Path | None) -> dict[str, Any]:
    nothing: dict[str, Any] = {"before": None, "too_old": False, "units": facts.units, "most": MOST_ROWS}
    if previous is None:
        return nothing
    release = facts.release
    release.rows(f"attach '{previous}' as previous (read_only)")
    try:
        lines = release.rows(LINES)
        return nothing | {
            "before": release.rows("select * from previous.release")[0],
            "city": [row for row in lines if row["unit_kind"] == "city"],
            "cuts": [
                row for row in lines if row["unit_kind"] != "city" and row["status"] != row["old_status"]
            ],
            "scores": release.rows(SCORES),
            "batches": release.rows(BATCHES),
            "gone": release.rows(GONE)[0]["batches"],
        }
    except (duckdb.CatalogException, duckdb.BinderException):
        # published by a version that had fewer tables or columns: said on the page, not guessed around
        return nothing | {"too_old": True}
    finally:
        release.rows("detach previous")
