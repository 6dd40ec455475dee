"""A standard that was put right is applied to what was received before."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from ingest.catalogue import Catalogue, Feed, Standard
from ingest.connectors.file_drop import Delivery
from ingest.landing import Workshop
from ingest.pulling import reread_feed

KEY = b"0123456789abcdef"
FEED = Feed.model_validate(
    {
        "name": "sender",
        "title": "来源",
        "department": "某局",
        "standard": "thing",
        "cadence": "month",
        "due_day": 1,
        "mode": "changes",
        "valid_from": "2019-01-01",
    }
)


def standard_with(spellings: list[str]) -> Standard:
    return Standard.model_validate(
        {
            "name": "thing",
            "short": "t",
            "title": "事项",
            "description": "说明",
            "source": "来源",
            "kind": "record",
            "key": ["number"],
            "columns": [
                {"name": "number", "title": "编号", "required": True},
                {
                    "name": "kind",
                    "title": "类别",
                    "type": "code",
                    "codes": {"甲": spellings},
                    "required": True,
                },
            ],
        }
    )


def test_held_rows_are_kept_once_the_standard_knows_their_spelling(tmp_path: Path) -> None:
    file = tmp_path / "来文.csv"
    file.write_text("编号,类别\n1,甲\n2,甲类\n", encoding="utf-8")
    received = datetime(2026, 3, 2, 1, tzinfo=UTC)
    before = (
        Workshop(tmp_path, standard_with([]), FEED, KEY)
        .land(Delivery(file, "inbox/来文.csv", received))
        .manifest
    )
    assert (before.accepted, before.question) == (1, 1)
    file.unlink()  # the stored bytes are enough
    catalogue = Catalogue(standards={"thing": standard_with(["甲类"])}, feeds={"sender": FEED})
    (after,) = reread_feed(tmp_path, catalogue, FEED, KEY, lambda _: None).new
    assert (after.accepted, after.question) == (2, 0)
    kept = {"batch_id", "received_at", "received_on", "source_uri", "sha256", "bytes"}
    assert before.model_dump(include=kept) == after.model_dump(include=kept)
