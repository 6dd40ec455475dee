"""Receipts: every time a known batch was delivered again.

The same bytes are the same batch, and nothing of it is read twice. That they came is a fact all the same: a
list that did not change is delivered by sending it again, and the calendar of the feed must see it. One line
of JSON for each receipt, appended beside the feed's batches and never changed; the first receipt of a batch
is its manifest.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from ingest.catalogue import Feed
from ingest.connectors.file_drop import Delivery
from ingest.landing import batch_folder
from ingest.manifest import Manifest
from ingest.nil_returns import declared
from ingest.settings import SHANGHAI

RECEIPTS = "receipts.jsonl"


class Receipt(BaseModel):
    """One delivery: of which batch, when, under which name, and what it declared."""

    model_config = ConfigDict(extra="forbid")

    batch_id: str
    feed_id: str
    received_at: datetime
    received_on: date
    source_uri: str
    nil_return: bool = False
    nil_period: date | None = None


def first_receipt(manifest: Manifest) -> Receipt:
    """The receipt that made the batch."""
    return Receipt(**manifest.model_dump(include=set(Receipt.model_fields)))


class Receipts:
    """The receipts of one feed."""

    def __init__(self, root: Path, feed: Feed) -> None:
        """Read those there are."""
        self._root, self._feed = root, feed
        self._path = batch_folder(root, feed, RECEIPTS)
        self._known = {_identity(receipt) for receipt in read_receipts(self._path)}

    def note(self, delivery: Delivery, manifest: Manifest) -> bool:
        """Append the receipt of a delivery whose batch was known; returns whether it was new.

        Raises:
            OSError: the disk refuses; the delivery is looked at again by the next pull.
        """
        folder = batch_folder(self._root, self._feed, manifest.batch_id)
        said = declared(manifest, folder / manifest.original, delivery.source_uri, self._feed.cadence)
        receipt = Receipt(
            batch_id=manifest.batch_id,
            feed_id=self._feed.name,
            received_at=delivery.received_at,
            received_on=delivery.received_at.astimezone(SHANGHAI).date(),
            source_uri=delivery.source_uri,
            nil_return=said is not None,
            nil_period=said.period if said else None,
        )
        if _identity(receipt) in {*self._known, _identity(first_receipt(manifest))}:
            return False
        self._append(receipt.model_dump_json())
        self._known.add(_identity(receipt))
        return True

    def _append(self, line: str) -> None:
        """Write one line and wait until it is on the disk; half a line of a killed run is closed first."""
        content = self._path.read_bytes() if self._path.exists() else b""
        is_torn = content != b"" and not content.endswith(b"\n")
        with self._path.open("a", encoding="utf-8") as lines:
            lines.write(("\n" if is_torn else "") + line + "\n")
            lines.flush()
            os.fsync(lines.fileno())


def _identity(receipt: Receipt) -> tuple[str, str, datetime]:
    return receipt.batch_id, receipt.source_uri, receipt.received_at


def read_receipts(path: Path) -> Iterator[Receipt]:
    """Receipts in the order they were noted; half a line is what a killed run left, and is noted again."""
    if not path.exists():
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            yield Receipt.model_validate_json(line)
        except ValidationError:
            continue


def all_receipts(root: Path) -> list[Receipt]:
    """Receipts of known batches of every feed, oldest first."""
    found = [r for path in (root / "landing").glob(f"*/*/{RECEIPTS}") for r in read_receipts(path)]
    return sorted(found, key=lambda receipt: (receipt.received_at, receipt.feed_id, receipt.batch_id))
