"""Row ids: which row of which batch a line of a return workbook is about."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from ingest.readers.model import Column

# Written by us beside the sender's columns. The titles are ours alone, so that no sender's column is taken
# for one of them; they are known by title wherever they stand.
ROW_ID, REASON, SUGGESTION = "returned_row_id", "returned_reason", "returned_suggestion"
TITLES = {REASON: "四库退件原因", SUGGESTION: "四库修改建议", ROW_ID: "四库退件行号"}
MARKS = tuple(Column(name, (title,), mark=True) for name, title in TITLES.items())
GUIDE, SUMMARY = "四库退件说明", "四库退件汇总"  # sheets of ours; no data in them
SELF_CHECK = "check"  # the feed in the row ids of a workbook that a clerk's own check wrote
TEMPLATE_GUIDE, TEMPLATE_LISTS = "四库填报说明", "四库取值"  # of an import template (`ingest.templates`)
OWN_SHEETS = (GUIDE, SUMMARY, TEMPLATE_GUIDE, TEMPLATE_LISTS)


@dataclass(frozen=True)
class RowId:
    """One row of one batch of one feed.

    The text is ``feed:batch:sheet:row:check``. The last four digits are a checksum: dragging a cell down in
    a spreadsheet counts its last number up, and the id of another row must not come out of that.
    """

    feed_id: str
    batch_id: str
    sheet: str | None
    row: int

    @property
    def text(self) -> str:
        """The id as it stands in the workbook."""
        place = f"{self.feed_id}:{self.batch_id}:{self.sheet or ''}:{self.row}"
        return f"{place}:{hashlib.sha256(place.encode()).hexdigest()[:4]}"

    @classmethod
    def parse(cls, text: str) -> RowId | None:
        """The id a text holds, None where it is none: changed, cut, dragged down or made up."""
        head, _, tail = text.strip().rpartition(":")
        feed_id, _, rest = head.partition(":")
        batch_id, _, place = rest.partition(":")
        sheet, _, row = place.rpartition(":")
        if not (feed_id and batch_id and tail and row.isdecimal() and row.isascii()):
            return None
        found = cls(feed_id, batch_id, sheet or None, int(row))
        return found if found.text == text.strip() else None
