"""What `siku status` and `siku report` say of rows: read is the sum of the states, nothing is cut."""

from __future__ import annotations

from pathlib import Path

from ingest.pulling import pull_feed
from orchestration import words
from orchestration.status import status
from tests.integration import deliveries as d


def test_rows_read_are_told_as_the_sum_of_their_states() -> None:
    row = {
        "rows_read": 1_009,
        "accepted": 1_000,
        "repaired": 0,
        "question": 7,
        "unmatched": None,
        "rejected": 2,
    }
    assert words.conserved(row) == "读入 1,009 = 接收 1,000 + 存疑 7 + 退回 2"
    assert words.conserved({"rows_read": 0}) == "读入 0"


def test_every_feed_is_listed_with_its_newest_delivery(tmp_path: Path) -> None:
    folder = tmp_path / "inbox" / d.FEED
    folder.mkdir(parents=True)
    (folder / "a.csv").write_bytes(d.as_csv(d.penalties(1, 2)))
    pull_feed(tmp_path, d.CATALOGUE, d.CATALOGUE.feeds[d.FEED], d.KEY, lambda _: None)
    lines = [line for _, lines in status(tmp_path, d.CATALOGUE) for line in lines]
    assert len(lines) == len(d.CATALOGUE.feeds)
    (mine,) = [line for line in lines if line.startswith(d.FEED)]
    assert mine.endswith("读入 2 = 接收 2")
    assert all(line.endswith("从未收到 / never") for line in lines if line is not mine)
