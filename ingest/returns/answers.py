"""A return workbook that comes back: which of its rows answer which refused row of an earlier batch.

It comes through the ordinary inbox and is judged like any delivery. Beside that its row ids are looked up,
the texts that were made harmless are restored, and the batch keeps ``answers.parquet``: the warehouse closes
the questions of a row whose answer was accepted. A corrected row was first accepted when its workbook came;
nothing is dated back.

Of a feed that sends everything each time the workbook amends the list it came from: its rows stand in that
list as long as the list does. A row may be put right so only once, for the list holds it once.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl

from ingest.catalogue import Feed
from ingest.manifest import Manifest, read_manifest
from ingest.readers import SOURCE_ROW, Chunk, FileProblem
from ingest.readers.model import WORKBOOKS
from ingest.returns.cells import restored
from ingest.returns.rows import ROW_ID, SELF_CHECK, TITLES, RowId
from ingest.returns.settled import ANSWERS, SETTLED_BEFORE, TAKEN, Settled

REFUSED = ("question", "rejected")
Place = tuple[str | None, int]
SCHEMA = {
    "source_sheet": pl.String,
    "source_row": pl.Int64,
    "record_key": pl.String,
    "row_state": pl.String,
    "answers_batch": pl.String,
    "answers_sheet": pl.String,
    "answers_row": pl.Int64,
}


class Answers:
    """The row ids of one delivery of a feed. A file without them is an ordinary delivery."""

    def __init__(self, batches: Path, feed: Feed, own: str) -> None:
        """Prepare to look ids up.

        Args:
            batches: the folder of the feed's landed batches.
            feed: the feed the file was sent for.
            own: the batch the file is or becomes.
        """
        self._batches, self._feed_id, self._own = batches, feed.name, own
        self._sends_everything, self._is_return = feed.mode == "full", False
        self._settled: Settled | None = None
        self._earlier: Manifest | None = None
        self._refused: set[Place] = set()
        self._used: dict[RowId, int] = {}
        self._rows: list[tuple[str | None, int, str, str | None, int, bool]] = []

    @property
    def batch_id(self) -> str | None:
        """The batch whose rows are answered, None for an ordinary delivery."""
        return self._earlier.batch_id if self._earlier else None

    @property
    def serials(self) -> bool:
        """Whether a bare number may be a spreadsheet's date: not in rows that came as text and were typed."""
        return self._earlier is None or self._earlier.container in WORKBOOKS

    def recognise(self, chunk: Chunk, sheet: str | None) -> Chunk:
        """The chunk with its texts restored, and a finding for each id that is unknown or stands twice.

        Raises:
            FileProblem: FILE-RETURN-FEED, an id belongs to another feed; FILE-RETURN-MIXED, the ids are of
                more than one batch.
        """
        self._is_return = self._is_return or not TITLES.keys().isdisjoint(chunk.frame.columns)
        if ROW_ID not in chunk.frame.columns:
            return chunk
        findings = []
        for row, text in chunk.frame.select(SOURCE_ROW, ROW_ID).drop_nulls().iter_rows():
            if told := self._look_up(text, row, sheet):
                findings.append((row, *told))
        texts = pl.all().exclude(SOURCE_ROW, *TITLES)
        added = pl.DataFrame(findings, schema=chunk.findings.schema, orient="row")
        return replace(
            chunk,
            frame=chunk.frame.with_columns(restored(texts)),
            findings=pl.concat([chunk.findings, added]),
        )

    def _look_up(self, text: str, row: int, sheet: str | None) -> tuple[str, str] | None:
        """Rule and detail of what is wrong with an id, None where it leads to a refused row."""
        found = RowId.parse(text)
        if found is None:
            return "ROW-RETURN-UNKNOWN", f"“{text[:80]}”"
        if found.feed_id != self._feed_id:
            raise self._of_another_feed(found, row, sheet)
        if self._earlier is None and not self._open(found.batch_id):
            return "ROW-RETURN-UNKNOWN", f"“{text[:80]}”"
        if found.batch_id != self.batch_id:
            raise self._of_another_batch(found, row, sheet)
        if (found.sheet, found.row) not in self._refused:
            return "ROW-RETURN-UNKNOWN", f"“{text[:80]}”"
        if found in self._used:
            return "ROW-RETURN-DOUBLED", str(self._used[found])
        self._used[found] = row
        place = (found.batch_id, found.sheet, found.row)
        is_late = self._settled is not None and place in self._settled
        self._rows.append((sheet, row, *place, is_late))
        return ("ROW-RETURN-SETTLED", f"“{text[:80]}”") if is_late else None

    def _open(self, batch_id: str) -> bool:
        folder = self._batches / batch_id
        if not (folder / "manifest.json").exists():
            return False
        self._earlier = read_manifest(folder)
        held = pl.read_parquet(folder / "held.parquet", columns=["source_sheet", "source_row", "row_state"])
        refused = held.filter(pl.col("row_state").is_in(REFUSED))
        self._refused = set(refused.select("source_sheet", "source_row").iter_rows())
        if self._sends_everything:
            self._settled = Settled(self._batches, self._own)
        return True

    def assert_placed(self) -> None:
        """Refuse a return workbook that leads nowhere where it would do harm; to be asked after its last row.

        Raises:
            FileProblem: FILE-RETURN-WHOLE, the feed sends everything each time and no row id leads to a list:
                taken for a list, the few rows would take all others back.
        """
        if self._is_return and self._sends_everything and self._earlier is None:
            raise FileProblem(
                "FILE-RETURN-WHOLE",
                f"来源 {self._feed_id} 每次报送全部数据，这份退件却没有一个查得到的“{TITLES[ROW_ID]}”，"
                "当作整份接收等于撤下其余各行；请由原退件工作簿改起，或改正后重报整份",
                f"{self._feed_id} sends everything each time and no row id in this return is known: correct "
                "the workbook as it was returned, or send the whole list put right",
            )

    def _of_another_feed(self, found: RowId, row: int, sheet: str | None) -> FileProblem:
        here = self._feed_id
        if found.feed_id == SELF_CHECK:
            return FileProblem(
                "FILE-RETURN-FEED",
                "这是报送前自查写出的工作簿，只有有问题的行；请改正原文件后报送原文件",
                "this workbook was written by a check before sending and holds wrong rows only; "
                "put the file itself right and send that",
                sheet=sheet,
                row=row,
            )
        return FileProblem(
            "FILE-RETURN-FEED",
            f"第 {row} 行的退件行号属于来源 {found.feed_id}，本文件却放在 {here} 的收件目录，整件未读",
            f"the row id in row {row} is of the feed {found.feed_id}, the file was sent for {here}",
            sheet=sheet,
            row=row,
        )

    def _of_another_batch(self, found: RowId, row: int, sheet: str | None) -> FileProblem:
        return FileProblem(
            "FILE-RETURN-MIXED",
            f"第 {row} 行的退件行号属于批次 {found.batch_id}，前面的属于 {self.batch_id}；请分开报送",
            f"row {row} is of batch {found.batch_id}, those above of {self.batch_id}; send them apart",
            sheet=sheet,
            row=row,
        )

    def write(self, building: Path) -> None:
        """Keep which row answers which, and what became of it, beside the rows that were judged.

        A copy of a row that was accepted is settled with it.
        """
        if not self._rows:
            return
        columns = ["source_sheet", "source_row", "record_key", "row_state"]
        judged = pl.concat(
            pl.read_parquet(building / f"{name}.parquet", columns=columns) for name in ("accepted", "held")
        )
        taken = judged.filter(pl.col("row_state").is_in(TAKEN))["record_key"]
        copies = (pl.col("row_state") == "duplicate") & pl.col("record_key").is_in(taken.implode())
        places = {name: kind for name, kind in SCHEMA.items() if name not in ("record_key", "row_state")}
        rows = pl.DataFrame(self._rows, schema=places | {"is_late": pl.Boolean}, orient="row")
        answers = rows.join(
            judged.with_columns(row_state=pl.when(copies).then(pl.lit("accepted")).otherwise("row_state")),
            on=["source_sheet", "source_row"],
            how="inner",
            nulls_equal=True,
            validate="1:1",
        )
        late = pl.when("is_late").then(pl.lit(SETTLED_BEFORE)).otherwise("row_state")
        answers.with_columns(row_state=late).select(list(SCHEMA)).write_parquet(building / ANSWERS)
