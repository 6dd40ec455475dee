"""Too few rows stop a file and lose nothing; too many and jumps against last year are told."""

from __future__ import annotations

import os
from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest
from pydantic import ValidationError

from ingest.catalogue import Catalogue, Feed
from ingest.landing import batch_folder
from ingest.manifest import Manifest, batches
from ingest.pulling import FeedOutcome, pull_feed
from ingest.volume import Volume, volume_warnings
from tests.integration import deliveries as d


def feed(mode: str = "changes", **volume: float) -> Feed:
    """The feed of the tests with bounds."""
    known = d.CATALOGUE.feeds[d.FEED]
    return known.model_copy(update={"volume": Volume.model_validate(volume), "mode": mode})


def drop(root: Path, of: Feed, name: str, rows: int, day: str) -> FeedOutcome:
    """Put a file with so many rows into the inbox on a day and pull."""
    path = root / "inbox" / of.name / name
    path.parent.mkdir(parents=True, exist_ok=True)
    numbers = [int(day.replace("-", "")) * 100 + number for number in range(rows)]
    path.write_bytes(d.as_csv(d.penalties(*numbers)))
    moment = datetime.fromisoformat(f"{day}T02:00:00+00:00").timestamp()
    os.utime(path, (moment, moment))
    return pull(root, of)


def pull(root: Path, of: Feed) -> FeedOutcome:
    """Pull with the bounds as they are now."""
    catalogue = Catalogue(standards=d.CATALOGUE.standards, feeds={of.name: of})
    outcome = pull_feed(root, catalogue, of, b"k" * 32, lambda _: None)
    assert outcome.failures == []
    return outcome


def landed(root: Path, of: Feed) -> list[Manifest]:
    """Every batch."""
    return list(batches(root, of.standard, of.name))


def told(root: Path, of: Feed, manifest: Manifest) -> list[str]:
    """Rules told of the batch's file."""
    found = pl.read_parquet(batch_folder(root, of, manifest.batch_id) / "questions.parquet")
    return found.filter(pl.col("state") == "file")["rule_id"].to_list()


def test_too_few_rows_stop_the_file_until_the_bound_is_changed(tmp_path: Path) -> None:
    strict = feed(min_rows=3)
    (stopped,) = drop(tmp_path, strict, "少.csv", 2, "2024-10-09").stopped
    assert stopped.stop is not None
    assert stopped.stop.rule_id == "FILE-FEW-ROWS"
    assert "只有 2 行" in stopped.stop.message_zh
    assert "2 rows" in stopped.stop.message_en
    assert (stopped.rows_read, stopped.accepted) == (0, 0)
    assert told(tmp_path, strict, stopped) == ["FILE-FEW-ROWS"]
    kept = batch_folder(tmp_path, strict, stopped.batch_id)
    assert pl.read_parquet(kept / "accepted.parquet").is_empty()
    assert (kept / stopped.original).read_bytes() == (tmp_path / "inbox" / d.FEED / "少.csv").read_bytes()
    assert pull(tmp_path, strict).new == []
    (read,) = pull(tmp_path, feed(min_rows=2)).new
    assert (read.state, read.accepted, read.received_on) == ("landed", 2, date(2024, 10, 9))


def test_a_nil_return_is_not_too_few(tmp_path: Path) -> None:
    strict = feed(min_rows=3)
    (read,) = drop(tmp_path, strict, "无数据上报2024-09.csv", 0, "2024-10-09").new
    assert (read.state, read.nil_return) == ("landed", True)


def test_more_rows_than_expected_are_taken_and_told(tmp_path: Path) -> None:
    bounded = feed(max_rows=2)
    outcome = drop(tmp_path, bounded, "多.csv", 3, "2024-10-09")
    (read,) = outcome.new
    assert (read.state, read.accepted) == ("landed", 3)
    assert told(tmp_path, bounded, read) == ["FILE-MANY-ROWS"]
    (line,) = volume_warnings(bounded, outcome.new, landed(tmp_path, bounded))
    assert "有 3 行，预期不超过 2 行" in line
    assert "3 rows, expected no more than 2" in line


@pytest.mark.parametrize(
    ("mode", "files", "unusual"),
    [
        ("changes", {"2023-10-09": 4, "2024-10-09": 8}, None),
        ("changes", {"2023-10-09": 4, "2024-10-08": 8, "2024-10-09": 1}, "9 行"),  # of changes all count
        ("changes", {"2023-10-09": 4, "2024-10-09": 1}, "1 行"),
        ("changes", {"2023-09-30": 4, "2024-10-09": 9}, None),  # nothing to compare with
        ("full", {"2023-10-09": 4, "2024-10-08": 8, "2024-10-09": 7}, None),  # of lists the newest
        ("full", {"2023-10-08": 1, "2023-10-09": 4, "2024-10-09": 9}, "9 行"),
    ],
)
def test_jumps_against_the_same_period_last_year_are_told(
    tmp_path: Path, mode: str, files: dict[str, int], unusual: str | None
) -> None:
    watched = feed(mode, jump=2)
    outcomes = [drop(tmp_path, watched, f"{day}.csv", rows, day) for day, rows in files.items()]
    lines = volume_warnings(watched, outcomes[-1].new, landed(tmp_path, watched))
    assert [unusual in line for line in lines] == ([True] if unusual else [])


def test_bounds_must_leave_room() -> None:
    with pytest.raises(ValidationError, match="more than max_rows"):
        Volume(min_rows=5, max_rows=4)
    with pytest.raises(ValidationError):
        Volume(jump=1)
