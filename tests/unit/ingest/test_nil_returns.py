"""A nil return is said; an empty file says nothing, and a file that never came less."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

from ingest.landing import batch_folder
from ingest.manifest import Manifest, batches
from ingest.nil_returns import is_declaration, named_period
from ingest.pulling import FeedOutcome, pull_feed
from ingest.receipts import RECEIPTS, all_receipts
from tests.integration import deliveries as d

FEED = d.CATALOGUE.feeds[d.FEED]
HEADER = ",".join(c.title for c in d.CATALOGUE.standards[FEED.standard].columns if c.must_be_in_file)

BLANKS = "," * HEADER.count(",")


def drop(root: Path, name: str, content: str | bytes, day: str) -> FeedOutcome:
    """Put a file into the inbox on a day and pull."""
    path = root / "inbox" / FEED.name / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    moment = datetime.fromisoformat(f"{day}T02:00:00+00:00").timestamp()
    os.utime(path, (moment, moment))
    outcome = pull_feed(root, d.CATALOGUE, FEED, b"k" * 32, lambda _: None)
    assert outcome.failures == []
    return outcome


def landed(root: Path) -> Manifest:
    """The only batch there is."""
    (manifest,) = batches(root, FEED.standard, FEED.name)
    return manifest


def findings(root: Path, manifest: Manifest) -> list[str]:
    """Rules that were told about a batch."""
    folder = batch_folder(root, FEED, manifest.batch_id)
    return pl.read_parquet(folder / "questions.parquet")["rule_id"].to_list()


SAID = {
    "行政处罚_无数据上报_2026-10.csv": (HEADER, date(2026, 10, 1)),
    "无数据上报2026年10月.txt": ("", date(2026, 10, 1)),
    "处罚.csv": (f"{HEADER}\n本期（2026年10月）无数据{BLANKS}\n", date(2026, 10, 1)),
    "10月.txt": ("2026年10月无数据上报", date(2026, 10, 1)),
    "手写.csv": (f"{HEADER}\n2026年10月无数据上报\n", date(2026, 10, 1)),
    "本月无数据2026.11.08.csv": (HEADER, None),
}


@pytest.mark.parametrize("name", SAID)
def test_nothing_is_declared_by_the_name_or_by_a_cell_that_says_nothing_else(
    tmp_path: Path, name: str
) -> None:
    content, period = SAID[name]
    drop(tmp_path, name, content, "2026-11-09")
    manifest = landed(tmp_path)
    assert (manifest.state, manifest.rows_read, manifest.nil_return) == ("landed", 0, True)
    assert manifest.nil_period == period
    assert findings(tmp_path, manifest) == ["NIL-RETURN"]


NOT_SAID = {
    "处罚10月.csv": (HEADER, "landed", ["FILE-HEADER-ONLY"]),
    "处罚.csv": (
        f"{HEADER}\n注意：如本期无数据，请填写“无数据上报”。{BLANKS}\n",
        "landed",
        ["FILE-HEADER-ONLY"],
    ),
    "空.csv": ("", "stopped", ["FILE-EMPTY"]),
    "错列.csv": (f"{HEADER}\n甲公司\n", "stopped", ["FILE-ALIGNMENT"]),
    "无数据上报2026年10月.xlsx": (b"PK\x03\x04 half a workbook", "stopped", ["FILE-CONTAINER"]),
    "无数据上报.csv": ("甲,乙\n1,2\n3,4\n", "stopped", ["FILE-HEADER"]),
    "信.txt": ("关于本期无数据的说明，见附件", "stopped", ["FILE-HEADER"]),
}


@pytest.mark.parametrize("name", NOT_SAID)
def test_empty_is_not_nil_and_what_cannot_be_read_neither(tmp_path: Path, name: str) -> None:
    content, state, told = NOT_SAID[name]
    drop(tmp_path, name, content, "2026-11-09")
    manifest = landed(tmp_path)
    assert (manifest.state, manifest.nil_return, manifest.nil_period) == (state, False, None)
    assert findings(tmp_path, manifest) == told


def test_rows_speak_louder_than_the_name(tmp_path: Path) -> None:
    drop(tmp_path, "无数据上报2026-10.csv", d.as_csv(d.penalties(1)), "2026-11-09")
    manifest = landed(tmp_path)
    assert (manifest.rows_read, manifest.accepted, manifest.nil_return) == (1, 1, False)
    assert findings(tmp_path, manifest) == ["NIL-WITH-ROWS"]


def test_the_period_must_be_as_long_as_the_feeds() -> None:
    assert named_period("2026年第三季度", "quarter") == date(2026, 7, 1)
    assert named_period("2026年第三季度", "month") is None
    assert named_period("2026-10-14", "week") == date(2026, 10, 12)
    assert named_period("2026-10-14", "month") is None  # the day of sending names no month
    assert named_period("2026年下半年", "half-year") == date(2026, 7, 1)
    assert named_period("2026年度", "year") == date(2026, 1, 1)
    assert named_period("2026年13月", "month") is None
    assert not is_declaration("注：本期无数据时填“无数据上报”")


def test_the_same_bytes_under_another_name_are_another_declaration(tmp_path: Path) -> None:
    drop(tmp_path, "空.txt", "", "2026-10-09")
    for name in ("无数据上报2026年9月.txt", "无数据上报2026年10月.txt"):
        assert drop(tmp_path, name, "", f"2026-1{0 if '9月' in name else 1}-10").known > 0
    assert landed(tmp_path).state == "stopped"
    noted = [(r.received_on, r.nil_return, r.nil_period) for r in all_receipts(tmp_path)]
    assert noted == [
        (date(2026, 10, 10), True, date(2026, 9, 1)),
        (date(2026, 11, 10), True, date(2026, 10, 1)),
    ]


def test_every_delivery_of_known_bytes_is_remembered_once(tmp_path: Path) -> None:
    content = d.as_csv(d.penalties(1, 2))
    drop(tmp_path, "九月.csv", content, "2024-10-09")
    assert all_receipts(tmp_path) == []
    drop(tmp_path, "十月.csv", content, "2024-11-09")
    drop(tmp_path, "十一月.csv", content, "2024-12-09")
    (tmp_path / "landing" / FEED.standard / FEED.name / ".seen.json").unlink()
    pull_feed(tmp_path, d.CATALOGUE, FEED, b"k" * 32, lambda _: None)
    noted = [(r.source_uri.split("/")[-1], r.received_at, r.nil_return) for r in all_receipts(tmp_path)]
    assert noted == [
        ("十月.csv", datetime(2024, 11, 9, 2, tzinfo=UTC), False),
        ("十一月.csv", datetime(2024, 12, 9, 2, tzinfo=UTC), False),
    ]
    assert landed(tmp_path).received_on == date(2024, 10, 9)


def test_half_a_receipt_of_a_killed_run_is_noted_again(tmp_path: Path) -> None:
    content = d.as_csv(d.penalties(1))
    drop(tmp_path, "九月.csv", content, "2024-10-09")
    drop(tmp_path, "十月.csv", content, "2024-11-09")
    path = tmp_path / "landing" / FEED.standard / FEED.name / RECEIPTS
    whole = path.read_text(encoding="utf-8")
    path.write_text(whole[: len(whole) // 2], encoding="utf-8")
    path.with_name(".seen.json").unlink()
    pull_feed(tmp_path, d.CATALOGUE, FEED, b"k" * 32, lambda _: None)
    assert [r.model_dump_json() for r in all_receipts(tmp_path)] == [whole.strip()]
