"""Why a figure is restated: what the inputs of two editions of one day differ in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import polars as pl

from ingest.catalogue import Catalogue, Standard
from ingest.landing import landing
from ingest.manifest import Manifest
from orchestration.index import Landed
from orchestration.late_rows import PLACE
from orchestration.release.files import OFFLINE

LATE, CORRECTION, RULE, CALENDAR = "late_data", "correction", "rule_change", "calendar_change"
ORDER = (LATE, CORRECTION, RULE, CALENDAR)
KEY = ["feed_id", "batch_id"]


@dataclass(frozen=True)
class Change:
    """Inputs of an edition before and now: deliveries (feed, batch, judged by), rules and calendar."""

    before: pl.DataFrame
    now: pl.DataFrame
    rules: bool
    calendar: bool


@dataclass(frozen=True)
class Causes:
    """Why the inputs of two editions differ: of each data standard, and for everything."""

    by_standard: dict[str, set[str]]
    of_all: set[str]

    def told(self, standards: Collection[str] | None = None) -> str:
        """The causes that come from these standards (none named: from any), joined by ``+``."""
        asked = self.by_standard if standards is None else standards
        found = self.of_all.union(*(self.by_standard.get(standard, ()) for standard in asked))
        return "+".join(cause for cause in ORDER if cause in found)


def causes(root: Path, catalogue: Catalogue, landed: Landed, as_of: date, change: Change) -> Causes:
    """All causes that apply.

    A new delivery that says something else of a record already known is a correction, as is a delivery that
    is gone; one that brings records nobody knew, or says nothing new, was late. A delivery that was judged
    anew is a change of the rules.
    """
    found: dict[str, set[str]] = defaultdict(set)
    of_all = {cause for cause, applies in ((RULE, change.rules), (CALENDAR, change.calendar)) if applies}
    new = set(change.now.join(change.before, on=KEY, how="anti").select(KEY).iter_rows())
    gone = change.before.join(change.now, on=KEY, how="anti")
    anew = change.now.join(change.before, on=KEY, suffix="_before").filter(
        pl.col("judged_by") != pl.col("judged_by_before")
    )
    for cause, frame in ((CORRECTION, gone), (RULE, anew)):
        for feed in frame["feed_id"].unique():
            # of a feed that the catalogue no longer has, nobody knows what it fed
            (found[catalogue.feeds[feed].standard] if feed in catalogue.feeds else of_all).add(cause)
    arrived = [m for m in landed.batches if (m.feed_id, m.batch_id) in new]
    seen = set(change.before.select(KEY).iter_rows())
    for standard in sorted({m.standard for m in arrived}):
        brought = [m for m in arrived if m.standard == standard]
        known = [m for m in landed.batches if m.standard == standard and (m.feed_id, m.batch_id) in seen]
        changed, unknown = _rows_brought(
            root, catalogue.standards[standard], (brought, known), landed.late, as_of
        )
        found[standard] |= {CORRECTION} if changed else set()
        found[standard] |= {LATE} if unknown or not changed else set()
    return Causes(dict(found), of_all)


ROWS = """
    with brought as (
        select record_key, {content} as content from read_parquet(?, union_by_name = true)
        where received_on <= ? or {place} in (select place from late)
    ),
    known as (
        select record_key, {content} as content from read_parquet(?, union_by_name = true)
        where
            record_key in (select record_key from brought)
            and (received_on <= ? or {place} in (select place from late))
    )
    select
        count(*) filter (
            where b.record_key in (select record_key from known)
            and not exists (
                select 1 from known as k where k.record_key = b.record_key and k.content = b.content
            )
        ),
        count(*) filter (where b.record_key not in (select record_key from known))
    from brought as b
"""


def _rows_brought(
    root: Path,
    standard: Standard,
    new_and_known: tuple[list[Manifest], list[Manifest]],
    late: pl.DataFrame,
    as_of: date,
) -> tuple[int, int]:
    """Rows of new deliveries that change a known record, and rows of records nobody knew."""
    content = "hash(" + ", ".join(f'"{column.name}"' for column in standard.columns) + ")"
    empty = landing(root) / standard.name / "_none" / "_none" / "accepted.parquet"
    brought, known = ([str(empty), *_files(root, manifests)] for manifests in new_and_known)
    with duckdb.connect(config=OFFLINE) as connection:
        connection.register("late", late)
        row = connection.execute(
            ROWS.format(content=content, place=PLACE), [brought, as_of, known, as_of]
        ).fetchone()
    return (int(row[0]), int(row[1])) if row else (0, 0)


def _files(root: Path, manifests: list[Manifest]) -> list[str]:
    folders = [landing(root) / m.standard / m.feed_id / m.batch_id for m in manifests]
    return [str(folder / "accepted.parquet") for folder in folders]
