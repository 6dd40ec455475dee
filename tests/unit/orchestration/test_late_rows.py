"""What a row received after the as-of day restates: what happened by it, and never a record's later life."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

from ingest.batch_writer import row_schema
from ingest.landing import batch_folder
from ingest.manifest import Manifest
from ingest.settings import Days, SettingError, days
from orchestration.index import write_index
from orchestration.late_rows import late_rows
from tests.integration.deliveries import CATALOGUE

OCTOBER, NOVEMBER = date(2026, 10, 31), date(2026, 11, 10)
Rows = list[dict[str, str]]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A data root whose standards have their empty batches."""
    write_index(tmp_path, CATALOGUE, Days(OCTOBER, OCTOBER), "run", "version")
    return tmp_path


def a_feed(standard: str, mode: str = "changes") -> str:
    return next(f.name for f in CATALOGUE.feeds.values() if (f.standard, f.mode) == (standard, mode))


def land(root: Path, feed: str, batch: str, received_on: date, rows: Rows) -> Manifest:
    """A batch whose rows were all accepted; `key` is the record's."""
    standard = CATALOGUE.standards[CATALOGUE.feeds[feed].standard]
    folder = batch_folder(root, CATALOGUE.feeds[feed], batch)
    folder.mkdir(parents=True)
    placed = [
        {name: value for name, value in row.items() if name != "key"}
        | {"record_key": row["key"], "feed_id": feed, "batch_id": batch}
        | {"source_row": number, "received_on": received_on}
        for number, row in enumerate(rows, start=2)
    ]
    for name, told in (("accepted", placed), ("held", [])):
        pl.DataFrame(told, schema=row_schema(standard)).write_parquet(folder / f"{name}.parquet")
    moment = datetime(received_on.year, received_on.month, received_on.day, 4, tzinfo=UTC)
    return Manifest(
        batch_id=batch,
        feed_id=feed,
        standard=standard.name,
        department="",
        received_at=moment,
        received_on=received_on,
        landed_at=moment,
        source_uri="",
        original="",
        sha256="",
        bytes=0,
        judged_by="",
    )


def late(root: Path, manifests: list[Manifest], known_on: date = NOVEMBER) -> set[int]:
    """The row numbers that became known."""
    return set(late_rows(root, CATALOGUE, manifests, Days(OCTOBER, known_on))["source_row"])


def test_what_happened_by_the_day_is_late_and_what_came_after_is_not(root: Path) -> None:
    feed = a_feed("court_cases")
    rows = [
        {"key": "unknown", "filed_on": "2026-10-20"},
        {"key": "unknown too", "filed_on": "2026-10-20", "closed_on": "2026-11-04"},
        {"key": "next month's", "filed_on": "2026-11-02"},
        {"key": "undated"},
    ]
    manifests = [land(root, feed, "new", date(2026, 11, 5), rows)]
    assert late(root, manifests) == {2, 3}
    assert late(root, manifests, known_on=date(2026, 11, 4)) == set()
    assert late(root, manifests, known_on=OCTOBER) == set()


def test_a_known_record_is_corrected_but_its_later_life_is_not_told(root: Path) -> None:
    """The bank was paid in October; a payment of November must not take October's away."""
    feed = a_feed("court_cases")
    known = [
        {"key": "paid", "filed_on": "2026-03-01", "recovered_on": "2026-10-10"},
        {"key": "wrong", "filed_on": "2026-03-01", "recovered_on": "2026-10-10"},
    ]
    since = [
        {"key": "paid", "filed_on": "2026-03-01", "recovered_on": "2026-11-05"},
        {"key": "wrong", "filed_on": "2026-03-01", "recovered_on": "2026-10-12"},
    ]
    manifests = [
        land(root, feed, "old", date(2026, 10, 15), known),
        land(root, feed, "new", date(2026, 11, 6), since),
    ]
    assert late(root, manifests) == {3}


def test_where_no_date_says_when_a_state_changed_only_new_records_are_late(root: Path) -> None:
    feed = a_feed("credit_commitments")
    manifests = [
        land(root, feed, "old", date(2026, 10, 15), [{"key": "kept", "made_on": "2026-05-01"}]),
        land(
            root,
            feed,
            "new",
            date(2026, 11, 6),
            [
                {"key": "kept", "made_on": "2026-05-01", "performance": "未履约"},
                {"key": "new", "made_on": "2026-10-08"},
            ],
        ),
    ]
    assert late(root, manifests) == {3}


def test_a_month_is_declared_empty_after_its_end(root: Path) -> None:
    feed = a_feed("zero_reports")
    rows = [
        {"key": "of October", "month": "2026-10", "declared_on": "2026-11-03"},
        {"key": "of November", "month": "2026-11", "declared_on": "2026-11-03"},
    ]
    assert late(root, [land(root, feed, "new", date(2026, 11, 3), rows)]) == {2}


def test_a_whole_list_speaks_of_its_own_day(root: Path) -> None:
    feed = a_feed("judgment_debtors", mode="full")
    rows = [{"key": "debtor", "published_on": "2026-09-01"}]
    assert late(root, [land(root, feed, "new", date(2026, 11, 3), rows)]) == set()


def test_nothing_is_known_before_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIKU_AS_OF", "2026-10-31")
    monkeypatch.delenv("SIKU_KNOWN_ON", raising=False)
    assert days() == Days(OCTOBER, OCTOBER)
    monkeypatch.setenv("SIKU_KNOWN_ON", "2026-11-10")
    assert days() == Days(OCTOBER, NOVEMBER)
    monkeypatch.setenv("SIKU_KNOWN_ON", "2026-10-30")
    with pytest.raises(SettingError, match="SIKU_KNOWN_ON"):
        days()
