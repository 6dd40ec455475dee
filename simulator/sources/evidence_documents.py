"""The documents behind some evidence: files beside the register, which names them by file name or SHA-256.

One lies there under its name, one is named by its hash, one is delivered twice, one comes weeks after its
row, and one never comes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from simulator.deliveries import Delivery, again, moment, no_rows
from simulator.shapes import Layout
from simulator.sources.table import CSV, Tables
from simulator.tables import printed

FEED = "credit_centre_evidence"


@dataclass(frozen=True)
class Document:
    """A file that arrives ``before`` days before the as-of day, or never."""

    file: str
    content: bytes
    before: int | None
    by_hash: bool = False
    twice: bool = False

    @property
    def named(self) -> str:
        """What the register writes."""
        return hashlib.sha256(self.content).hexdigest().upper() if self.by_hash else self.file


DOCUMENTS = {  # evidence number → its document
    "ZC-T01-01-000": Document("上线验收报告.pdf", b"%PDF-1.7\nlive\n%%EOF\n", 190, twice=True),
    "ZC-T07-02-005": Document("扫描件0001.JPG", b"\xff\xd8\xff\xe0JFIF\x00plan\xff\xd9", 280, by_hash=True),
    "ZC-T11-03-017": Document("媒体宣传(1).zip", b"PK\x05\x06" + bytes(18), 5),
    "ZC-T06-01-002": Document("宣传教育照片.jpg", b"", None),
}


def document_states(as_of: date, day: date) -> dict[str, str]:
    """What is known of each document on a day."""
    return {
        number: "landed"
        if document.before is not None and as_of - timedelta(days=document.before) <= day
        else "document_missing"
        for number, document in DOCUMENTS.items()
    }


def _no_table(content: bytes, _table: bytes) -> bytes:
    return content


def deliveries(tables: Tables) -> Iterator[Delivery]:
    """The files, and one of them once more under another name."""
    standard = tables.catalogue.standards[tables.catalogue.feeds[FEED].standard]
    layout = Layout(printed(standard, [column.name for column in standard.columns]))
    for number, document in enumerate(DOCUMENTS.values()):
        if document.before is not None:
            at = moment(tables.world, document.before, 16, 30 + number)
            made = Delivery(
                FEED, document.file, at, CSV, layout, no_rows, spoil=partial(_no_table, document.content)
            )
            yield made
            if document.twice:
                yield again(made, f"补报_{document.file}", at + timedelta(days=1))
