"""Landing batches of a whole city, written straight as Parquet: what the checks accept, without the checks.

Usage: ``python -m benchmarks.city ROOT [SCALE] [HISTORY] [day]``; ``day`` adds one more day.
At scale 1: 150,000 market subjects, five million decisions over 36 months and their publications, 300,000
list entries and commitments, 700,000 scored persons. ``HISTORY`` 10 puts nine times the decisions into the
years before, one delivery of each feed a year; the months and the days stay as they are. Landing itself is
measured apart (``land.py``); this feeds the warehouse.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
import polars as pl

from benchmarks import city_sql
from benchmarks.city_sql import Part
from ingest.batch_writer import row_schema
from ingest.catalogue import Catalogue, Feed, load_catalogue
from ingest.landing import batch_folder, fingerprint
from ingest.manifest import Manifest, write_manifest
from ingest.settings import SHANGHAI
from simulator import codes

MONTHS, LAST_DAY = 36, date(2026, 10, 30)
SUBJECTS, BODIES, DECISIONS, LISTED, COMMITTED, PERSONS = 150_000, 300, 5_000_000, 200_000, 100_000, 700_000
REGISTER_DELIVERIES = 6  # full deliveries of the registers, every half year
QUARTER, YEAR = 3, 12  # months: lists and commitments come by the quarter, what is old by the year
DAILY = 1_000  # a day brings one decision in a thousand of those of the plain history
LISTED_A_DAY = 50
PUBLISHER, SCORES, POPULATION = (
    "credit_centre_publications",
    "labour_bureau_scores",
    "public_security_population",
)


@dataclass
class Writer:
    """Writes batches of one city below a data root."""

    root: Path
    scale: float
    history: float
    catalogue: Catalogue = field(default_factory=load_catalogue)
    connection: duckdb.DuckDBPyConnection = field(default_factory=duckdb.connect)

    def __post_init__(self) -> None:
        """Number the subjects: valid codes, so that every way of matching finds somebody."""
        firms, bodies = self.sized(SUBJECTS), max(BODIES, self.sized(BODIES))
        self.connection.execute("set preserve_insertion_order = false; set memory_limit = '6GB'")
        self.connection.register("firm_codes", _codes("91", firms, "MA"))
        self.connection.register("body_codes", _codes("11", bodies, "MB"))
        for statement in city_sql.subjects(self.sized(PERSONS)):
            self.connection.execute(statement)

    def sized(self, number: int) -> int:
        """A number of the full city at this scale."""
        return max(round(number * self.scale), 1)

    def of(self, standard: str) -> list[Feed]:
        """The feeds of a standard."""
        return self.catalogue.feeds_of(standard)

    def batch(self, feed: Feed, day: date, title: str, source: str) -> int:
        """Write one batch from a query that names the filled columns and the row's number ``n``."""
        standard = self.catalogue.standards[feed.standard]
        received = datetime(day.year, day.month, day.day, 9, tzinfo=SHANGHAI)
        batch_id = hashlib.sha256(f"{feed.name} {title}".encode()).hexdigest()[:16]
        folder = batch_folder(self.root, feed, batch_id)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "original.csv").write_text(title, encoding="utf-8")
        constants = feed.layout.constants | {
            "feed_id": feed.name,
            "batch_id": batch_id,
            "received_on": day.isoformat(),
            "received_at": received.astimezone(UTC).replace(tzinfo=None).isoformat(),
        }
        filled = self.connection.sql(source).columns
        self.connection.execute(city_sql.rows(row_schema(standard), standard.key, source, filled, constants))
        for name, query in city_sql.FILES.items():
            self.connection.execute(f"copy ({query}) to '{folder / name}.parquet' (compression snappy)")
        counts = dict(
            self.connection.execute("select row_state, count(*) from written group by all").fetchall()
        )
        manifest = Manifest(
            batch_id=batch_id,
            feed_id=feed.name,
            standard=standard.name,
            department=feed.department,
            received_at=received,
            received_on=day,
            landed_at=received,
            source_uri=f"inbox/{feed.name}/{title}.csv",
            original="original.csv",
            sha256=batch_id * 4,
            bytes=len(title),
            rows_read=sum(counts.values()),
            judged_by=fingerprint(standard, feed),
            **counts,
        )
        manifest.assert_conserved()
        write_manifest(manifest, folder)
        return manifest.rows_read


def _codes(pair: str, count: int, prefix: str) -> pl.DataFrame:
    bodies = [codes.organisation_code(codes.body(prefix, n)) for n in range(count)]
    full = [codes.credit_code(pair, "211102", body) for body in bodies]
    return pl.DataFrame({"i": range(count), "uscc": full, "org_code": bodies})


def _months() -> Iterator[tuple[int, date, date]]:
    """Number, first day and day of receipt of each month of the history."""
    for number in range(MONTHS):
        back = MONTHS - 1 - number
        months = LAST_DAY.year * 12 + LAST_DAY.month - 1 - back
        first = date(months // 12, months % 12 + 1, 1)
        yield number, first, min(first + timedelta(days=34), LAST_DAY)


def _periods(city: Writer) -> Iterator[tuple[int, int, date, date]]:
    """Of the years before, then of each month: number, months in it, first day, day of receipt."""
    months = list(_months())
    begin = months[0][1]
    for back in range(round((city.history - 1) * MONTHS / YEAR), 0, -1):
        first = begin.replace(year=begin.year - back)
        yield -YEAR * back, YEAR, first, first + timedelta(days=364)
    for number, first, received in months:
        yield number, 1, first, received


def write_history(city: Writer) -> int:
    """Everything received up to `LAST_DAY`; returns the number of rows."""
    return sum(_registers(city)) + sum(_decisions(city)) + sum(_lists(city)) + sum(_scores(city))


def _registers(city: Writer) -> Iterator[int]:
    for standard, source in city_sql.REGISTERS.items():
        (feed,) = city.of(standard)
        for number in range(REGISTER_DELIVERIES):
            day = LAST_DAY - timedelta(days=182 * (REGISTER_DELIVERIES - 1 - number) + 30)
            yield city.batch(feed, day, f"全量{number}", source.format(delivery=number))


def _decisions(city: Writer) -> Iterator[int]:
    feeds, size = _deciding(city)
    for month, months, first, received in _periods(city):
        numbers = range(months * size)
        parts = [Part(number, month, size, numbers, first) for number in range(len(feeds))]
        for feed, part in zip(feeds, parts, strict=True):
            source = city_sql.decisions(feed.standard, part)
            yield city.batch(feed, received, f"双公示{first:%Y%m}", source)
        source = city_sql.publications([f.standard for f in feeds], parts)
        yield city.batch(city.catalogue.feeds[PUBLISHER], received, f"信用盘锦公示{first:%Y%m}", source)


def _deciding(city: Writer) -> tuple[list[Feed], int]:
    """The feeds of decisions, and how many rows each sends a month."""
    feeds = city.of("administrative_permit") + city.of("administrative_penalty")
    return feeds, max(round(city.sized(DECISIONS) / MONTHS / len(feeds)), 1)


def _lists(city: Writer) -> Iterator[int]:
    for standard, count in (("list_entries", LISTED), ("credit_commitments", COMMITTED)):
        feeds = city.of(standard)
        size = max(city.sized(count) * QUARTER // MONTHS // len(feeds), 1)
        for month, first, received in list(_months())[QUARTER - 1 :: QUARTER]:
            for number, feed in enumerate(feeds, start=100):
                part = Part(number, month, size, range(size), first)
                source = city_sql.entries(standard, feed.department, part)
                yield city.batch(feed, received, f"{standard}{first:%Y%m}", source)


def _scores(city: Writer) -> Iterator[int]:
    for year in (2024, 2025, 2026):
        day = date(year, 3, 1)
        yield city.batch(city.catalogue.feeds[SCORES], day, f"诚信分{year}", city_sql.scores(day))
        yield city.batch(city.catalogue.feeds[POPULATION], day, f"户籍人口{year}", city_sql.population(year))


def write_day(city: Writer) -> tuple[date, int]:
    """One more day: new decisions, corrections of old ones, their publications, a few list entries."""
    day, rows = LAST_DAY + timedelta(days=1), 0
    feeds, size = _deciding(city)
    chosen = [feeds[0], feeds[2], feeds[-3], feeds[-1]]
    new = range(size, size + max(city.sized(DECISIONS) // DAILY // len(chosen), 1))
    parts = [Part(feeds.index(feed), MONTHS - 1, size, new, day.replace(day=1)) for feed in chosen]
    for feed, part in zip(chosen, parts, strict=True):
        rows += city.batch(feed, day, f"双公示{day}", city_sql.decisions(feed.standard, part))
    source = city_sql.publications([feed.standard for feed in chosen], parts)
    rows += city.batch(city.catalogue.feeds[PUBLISHER], day, f"信用盘锦公示{day}", source)
    for number, feed in enumerate(city.of("list_entries")[:2], start=100):
        part = Part(number, MONTHS, LISTED_A_DAY, range(LISTED_A_DAY), day.replace(day=1))
        rows += city.batch(feed, day, f"名单{day}", city_sql.entries("list_entries", feed.department, part))
    return day, rows


def main() -> None:
    """Write the history, or the day after it."""
    root, scale, history = Path(sys.argv[1]), *(float(text) for text in (*sys.argv[2:4], "1", "1")[:2])
    city = Writer(root, scale, history)
    if sys.argv[4:] == ["day"]:
        print(*write_day(city))
    else:
        print(LAST_DAY, write_history(city))


if __name__ == "__main__":
    main()
