"""What changed since the release before, as the release itself tells it (`orchestration.release.changes`).

Which rows came, changed and went stands in ``release_changes`` and, counted, in ``diff.json``. The file
before is asked for nothing but the figures that stood there, as long as it is kept.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb

from ingest.catalogue import Audience
from orchestration.release.changes import DIFF
from orchestration.release.marts import marts_of, named_row
from orchestration.released import Released, Row
from orchestration.site.facts import Facts, by
from orchestration.site.pages import Page, Table
from orchestration.version import MANIFEST

MOST_ROWS, MOST_OF_MART, MOST_IN_TABLE = 200, 20, 200_000

LINES = """
    select
        i.indicator_id, i.standard, i.formula, i.value_unit, i.target_value, n.unit_kind, n.unit, n.status,
        n.value, n.verdict
    from release_changes as c
    inner join indicator_values as n on {} = c.row_key
    inner join indicators as i on n.indicator_id = i.indicator_id
    where
        c.mart = 'indicator_values' and n.is_main
        and coalesce(list_has_any(string_split(c.changed_columns, ','), ['status', 'value', 'verdict']), true)
    order by n.unit_kind <> 'city', n.indicator_id, n.unit
"""
SCORES = """
    select n.unit, n.month, n.points, n.points_judged
    from release_changes as c
    inner join scorecard_totals as n on {} = c.row_key
    where
        c.mart = 'scorecard_totals'
        and coalesce(list_has_any(string_split(c.changed_columns, ','), ['points', 'points_judged']), true)
    order by n.month desc, n.unit
"""
BATCHES = """
    select n.*, f.title, f.unit
    from release_changes as c
    inner join feed_batches as n on {} = c.row_key
    left join (select distinct feed_id, title, unit from feed_calendar) as f on n.feed_id = f.feed_id
    where c.mart = 'feed_batches' and c.change = 'added'
    order by n.received_at desc, n.source_uri
"""
ROWS = """
    select mart, change, row_key, changed_columns
    from release_changes
    qualify row_number() over (partition by mart, change order by row_key, changed_columns) <= ?
    order by mart, change, row_key
"""
ALL_ROWS = """
    select mart as 数据表, change as 变动, row_key as 行, changed_columns as 变更的列
    from release_changes
    order by all
    limit ?
"""
LABELS = "select table_name, comment from duckdb_tables() where database_name = current_database()"
OLD_LINES = """
    select indicator_id, unit_kind, unit, status as old_status, value as old_value
    from previous.indicator_values
    where is_main
"""
OLD_SCORES = """
    select unit, month, points as old_points, points_judged as old_judged from previous.scorecard_totals
"""
NO_LINE: Row = {"old_status": None, "old_value": None}
NO_SCORE: Row = {"old_points": None, "old_judged": None}


def change_pages(facts: Facts, published: Path) -> list[Page | Table]:
    """One page, and every changed row as a table. Where nothing could be compared the page says so."""
    diff = json.loads((published / "current" / DIFF).read_text(encoding="utf-8"))
    marts = diff["files"][f"{Audience.shared}.duckdb"]
    if marts is None:
        return [Page("changes.html", "changes.html", "changes", {"before": None})]
    filled = {"before": diff["before"], "marts": marts, "most": MOST_ROWS, "most_of_mart": MOST_OF_MART}
    file = published / "releases" / diff["before"]["run_id"] / f"{Audience.shared}.duckdb"
    return [
        Page("changes.html", "changes.html", "changes", filled | _changed(facts.release, file)),
        Table("release_changes.csv", facts.release.frame(ALL_ROWS, MOST_IN_TABLE)),
    ]


def _changed(release: Released, file: Path) -> dict[str, Any]:
    keys = {mart.name: named_row(mart.key, "n") for mart in marts_of(MANIFEST)}
    old = _figures_of(release, file)
    old_lines = {(row["indicator_id"], row["unit_kind"], row["unit"]): row for row in (old or ([], []))[0]}
    old_scores = {(row["unit"], row["month"]): row for row in (old or ([], []))[1]}
    lines = [
        row | old_lines.get((row["indicator_id"], row["unit_kind"], row["unit"]), NO_LINE)
        for row in release.rows(LINES.format(keys["indicator_values"]))
    ]
    scores = release.rows(SCORES.format(keys["scorecard_totals"]))
    return {
        "figures_kept": old is not None,
        "city": [row for row in lines if row["unit_kind"] == "city"],
        "cuts": [row for row in lines if row["unit_kind"] != "city" and row["status"] != row["old_status"]],
        "scores": [row | old_scores.get((row["unit"], row["month"]), NO_SCORE) for row in scores],
        "batches": release.rows(BATCHES.format(keys["feed_batches"])),
        "rows": by(release.rows(ROWS, MOST_OF_MART), "mart"),
        "labels": {row["table_name"]: row["comment"] for row in release.rows(LABELS)},
    }


def _figures_of(release: Released, file: Path) -> tuple[list[Row], list[Row]] | None:
    """Figures and scores of the release before; none where it is not kept or had other columns."""
    if not file.exists():
        return None
    release.rows(f"attach '{file}' as previous (read_only)")
    try:
        return release.rows(OLD_LINES), release.rows(OLD_SCORES)
    except (duckdb.CatalogException, duckdb.BinderException):
        return None
    finally:
        release.rows("detach previous")
