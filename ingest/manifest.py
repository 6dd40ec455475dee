"""What a batch directory says of itself: ``manifest.json``, read back for every later step."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

MANIFEST = "manifest.json"
# Law 3. The sixth state, unmatched, is decided in the warehouse.
LANDED_STATES = ("accepted", "repaired", "question", "rejected", "duplicate")


class SheetRead(BaseModel):
    """How one sheet (or text file) was read; ``skipped``: row, reason and text of what is no record."""

    sheet: str | None
    header_row: int
    mapping: dict[str, str]
    extra_columns: list[str]
    skipped: list[tuple[int, str, str]]


class Stop(BaseModel):
    """Why a whole file was stopped."""

    rule_id: str
    message_zh: str
    message_en: str


class Manifest(BaseModel):
    """One batch: where it came from, what became of every row.

    ``received_on`` is the day of receipt in Asia/Shanghai, the day all rules count from. ``answers`` is the
    earlier batch of the same feed whose refused rows the file corrects; None for an ordinary delivery.
    ``nil_period`` is the first day of the period that a nil return names; None where it names none.
    ``kind`` is document for a file that the feed declares as one: bytes without rows, which a register names.
    """

    model_config = ConfigDict(extra="forbid")

    batch_id: str
    feed_id: str
    standard: str
    department: str
    received_at: datetime
    received_on: date
    landed_at: datetime
    source_uri: str
    original: str
    sha256: str
    bytes: int
    container: str | None = None
    encoding: str | None = None
    sheets: list[SheetRead] = []
    rows_read: int = 0
    accepted: int = 0
    repaired: int = 0
    question: int = 0
    rejected: int = 0
    duplicate: int = 0
    nil_return: bool = False
    answers: str | None = None
    nil_period: date | None = None
    kind: Literal["rows", "document"] = "rows"
    state: Literal["landed", "stopped"] = "landed"
    stop: Stop | None = None
    judged_by: str
    seconds: float = 0.0

    def assert_conserved(self) -> None:
        """Every row read is in exactly one state (law 3).

        Raises:
            AssertionError: the states do not sum to the rows read; the batch must not be committed.
        """
        states = {state: getattr(self, state) for state in LANDED_STATES}
        if sum(states.values()) != self.rows_read:
            raise AssertionError(f"batch {self.batch_id}: {self.rows_read} rows read, but {states}")


def write_manifest(manifest: Manifest, folder: Path) -> None:
    """Write it into the batch directory that is being built."""
    (folder / MANIFEST).write_text(manifest.model_dump_json(indent=1), encoding="utf-8")


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a batch directory."""
    return Manifest.model_validate_json((folder / MANIFEST).read_text(encoding="utf-8"))


def batches(root: Path, standard: str = "*", feed: str = "*") -> Iterator[Manifest]:
    """Manifests of all landed batches, oldest first; directories of other kinds are not batches."""
    found = [
        read_manifest(path.parent) for path in (root / "landing").glob(f"{standard}/{feed}/*/{MANIFEST}")
    ]
    yield from sorted(found, key=lambda manifest: (manifest.received_at, manifest.batch_id))
