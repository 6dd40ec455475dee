"""What became known of a day after it: rows received since that tell what happened up to it.

The as-of date bounds what happened, and what was received by it is known. A second date, known on, may lie
later: then the rows counted here are known too (see `ingest.happened.Happened` for which they are). Of a feed
that sends its whole list, and of a standard whose rows tell a state without a day, nothing becomes known of a
day that has passed: each delivery speaks of the day it came.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import duckdb
import polars as pl

from ingest.batch_writer import Schema
from ingest.catalogue import Catalogue, Standard
from ingest.happened import Happened
from ingest.landing import landing
from ingest.manifest import Manifest
from ingest.settings import Days
from orchestration.release.files import OFFLINE

LATE_ROWS: Schema = {
    "standard": pl.String,
    "feed_id": pl.String,
    "batch_id": pl.String,
    "source_sheet": pl.String,
    "source_row": pl.Int64,
    "place": pl.String,
}
# One text for a row's place, as the macro `is_late` makes it.
PLACE = "feed_id || '/' || batch_id || '/' || coalesce(source_sheet, '') || '/' || source_row"
ROWS = """
    with late as (select * from read_parquet(?, union_by_name = true)),
    known as (
        select record_key from read_parquet(?, union_by_name = true)
        where record_key in (select record_key from late)
    )
    select
        ? as standard, feed_id, batch_id, source_sheet, source_row,
        {place} as place
    from late
    where
        {happened} <= ?
        and ({is_no_later_life} or not exists (select 1 from known as k where k.record_key = late.record_key))
    order by feed_id, batch_id, source_sheet, source_row
"""


def late_batches(catalogue: Catalogue, manifests: Sequence[Manifest], days: Days) -> list[Manifest]:
    """Deliveries of after the as-of day, known, that may hold rows about the time before its end."""
    return [
        m
        for m in manifests
        if days.as_of < m.received_on <= days.known_on
        and m.state == "landed"
        and m.feed_id in catalogue.feeds
        and catalogue.feeds[m.feed_id].mode == "changes"
        and catalogue.standards[m.standard].happened
    ]


def late_rows(root: Path, catalogue: Catalogue, manifests: Sequence[Manifest], days: Days) -> pl.DataFrame:
    """The rows, accepted and held, that became known since, as `LATE_ROWS`; none where the days agree."""
    late = late_batches(catalogue, manifests, days)
    frames = [pl.DataFrame(schema=LATE_ROWS)]
    for name in sorted({m.standard for m in late}):
        known = [m for m in manifests if m.standard == name and m.received_on <= days.as_of]
        new = [m for m in late if m.standard == name]
        frames.append(_rows(root, catalogue.standards[name], new, known, days.as_of))
    return pl.concat(frames)


def _rows(
    root: Path, standard: Standard, late: list[Manifest], known: list[Manifest], as_of: date
) -> pl.DataFrame:
    happened = standard.happened
    if happened is None:
        return pl.DataFrame(schema=LATE_ROWS)
    sql = ROWS.format(
        place=PLACE, happened=_first_day(happened), is_no_later_life=_no_later_life(happened, as_of)
    )
    empty = landing(root) / standard.name / "_none" / "_none"
    places = [empty, *(landing(root) / standard.name / m.feed_id / m.batch_id for m in late)]
    earlier = [empty, *(landing(root) / standard.name / m.feed_id / m.batch_id for m in known)]
    files = [str(place / f"{kind}.parquet") for place in places for kind in ("accepted", "held")]
    with duckdb.connect(config=OFFLINE) as connection:
        told = connection.execute(
            sql, [files, [str(place / "accepted.parquet") for place in earlier], standard.name, as_of]
        ).pl()
    return told.cast(LATE_ROWS)  # type: ignore[arg-type]


def _first_day(happened: Happened) -> str:
    return f"coalesce({', '.join(_day(column) for column in happened.day)})"


def _no_later_life(happened: Happened, as_of: date) -> str:
    """Whether a row corrects what a known record said, in SQL: it names no day of its later life."""
    if happened.is_state_undated:
        return "false"
    named = [f"coalesce({_day(column)}, date '{as_of}') <= date '{as_of}'" for column in happened.then]
    return f"({' and '.join(named) or 'true'})"


def _day(column: str) -> str:
    """A text of landing as a day; a month counts from its first."""
    return (
        f'try_cast(case when length("{column}") = 7 then "{column}" || \'-01\' else "{column}" end as date)'
    )
