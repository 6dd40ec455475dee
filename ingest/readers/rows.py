"""Turn rows as they stand in a file into chunks: blanks, notes, repeated headers, sample rows, column names.

All of it on whole columns, whatever container the rows come from; what hardly ever occurs is first excluded
by null counts, which cost nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_

import polars as pl

from ingest.readers.blanks import blank_to_null, drop_empty
from ingest.readers.header import Head
from ingest.readers.model import FINDING_SCHEMA, SOURCE_ROW, Chunk, Layout, SkippedRow, no_findings

NOTE = (
    r"^[\s*※]*(?:[（(【\[]\s*)?(?:表格说明|填表说明|填报说明|填写说明|使用说明|说明|备注|附注|注意事项|注意|注|提示"
    r"|数据来源)\s*\d*\s*[)）】\]]?\s*[:：、.．\d]"
)
TOTAL = r"^[\s*]*(?:合\s*计|总\s*计|小\s*计|共\s*计|本页合计|累\s*计)\s*数?\s*[:：]?\s*$"
SIGNATURE = (
    r"^\s*(?:填报|填表|制表|审核|复核|联系|负责|经办)(?:人|单位|日期|时间|电话)?\s*[:：]"
    r"|^\s*(?:单位负责人|联系电话|日期|单位盖章|盖章)\s*[:：]"
)
BARE_NUMBER = r"^\s*([-+]?[\d,，.]+)\s*$"
# a row that says that there are no rows; whether it declares a nil return is judged where the period is known
NOTHING = r"^[^，,。；;]{0,24}(?:无数据|无新增|无产生)[^，,。；;]{0,16}[。.]?$"
NUMBER = r"^[-+]?[\d,，.]+\s*(?:元|万元|户|条|件|家|笔)?$|^[-—/]+$"
SAMPLE = (
    r"^\s*[（(【\[]?\s*(?:示例|样例|范例|填写示例|填表示例|填报示例|例如)\s*(?:[)）】\]:：]|\d*\s*$)"
    r"|^(?:测试|示例|样例)(?:企业|公司|单位|数据)$"
)
SAMPLE_DEPTH = 5  # an unmarked sample row stands just below the header; further down a like text is data

Finding = tuple[int, str, str]


def row_finding(row: int, rule_id: str, detail: str) -> Finding:
    """Return one finding about a row, in the order of `FINDING_SCHEMA`."""
    return row, rule_id, detail


@dataclass
class RawRows:
    """Rows as they stand: String columns ``c0``, ``c1``, … by position, numbers, the reader's findings."""

    frame: pl.DataFrame
    numbers: pl.Series
    findings: list[Finding]

    @classmethod
    def consecutive(cls, frame: pl.DataFrame, first: int) -> RawRows:
        """Number rows that follow each other without a gap."""
        numbers = pl.int_range(first, first + frame.height, dtype=pl.UInt32, eager=True).alias(SOURCE_ROW)
        return cls(frame, numbers, [])

    @classmethod
    def listed(
        cls,
        records: Sequence[Sequence[str | None]],
        numbers: Sequence[int],
        width: int,
        findings: list[Finding],
    ) -> RawRows:
        """Build the columns from records of ``width`` fields each."""
        columns = zip(*records, strict=True) if records else iter([()] * width)
        frame = pl.DataFrame(
            [pl.Series(f"c{at}", column, dtype=pl.String) for at, column in enumerate(columns)]
        )
        return cls(frame, pl.Series(SOURCE_ROW, numbers, dtype=pl.UInt32), findings)

    @classmethod
    def joined(cls, parts: Sequence[RawRows]) -> RawRows:
        """Put pieces of one table one after another."""
        if len(parts) == 1:
            return parts[0]
        return cls(
            pl.concat([part.frame for part in parts]),
            pl.concat([part.numbers for part in parts]),
            [finding for part in parts for finding in part.findings],
        )


class Shaper:
    """Shapes the rows below one header. Keeps only how many records it has seen."""

    def __init__(self, layout: Layout, head: Head) -> None:
        """Prepare names and positions."""
        self._layout = layout
        self._head = head
        self._columns = [f"c{at}" for at in range(head.width)]
        self._required = [
            f"c{head.positions[c.name]}" for c in layout.columns if c.required and c.name in head.positions
        ]
        self._seen = 0
        self._last = head.row

    def chunks(self, raw: Iterator[RawRows]) -> Iterator[Chunk]:
        """Yield one chunk for each piece that holds anything."""
        for rows in raw:
            chunk = self.shape(rows)
            if chunk.frame.height or chunk.skipped or chunk.blank_rows:
                yield chunk

    def shape(self, rows: RawRows) -> Chunk:
        """Return the records of a piece under the layout's names, with findings and what was passed over."""
        frame = blank_to_null(rows.frame).with_columns(rows.numbers)
        frame = drop_empty(frame, self._columns, [finding[0] for finding in rows.findings])
        frame, skipped = self._skip(frame)
        kept = self._kept_findings(rows.findings, frame) if rows.findings else []
        kept += self._surplus(frame)
        kept += self._samples(frame)
        self._seen += frame.height
        findings = pl.DataFrame(kept, schema=FINDING_SCHEMA, orient="row") if kept else no_findings()
        findings = findings.sort(SOURCE_ROW, maintain_order=True)
        return Chunk(self._named(frame), findings, skipped, self._blank(rows, frame.height + len(skipped)))

    def _blank(self, rows: RawRows, filled: int) -> int:
        """Return how many rows held nothing, those included that the reader did not even hand over."""
        if rows.numbers.is_empty():
            return 0
        before, self._last = self._last, int(rows.numbers[-1])
        return self._last - before - filled

    def _named(self, frame: pl.DataFrame) -> pl.DataFrame:
        at = self._head.positions
        columns = [
            self._with_unit(c.name).alias(c.name) if c.name in at else pl.lit(None, pl.String).alias(c.name)
            for c in self._layout.columns
            if not c.mark or c.name in at
        ]
        extras = [pl.col(f"c{position}").alias(name) for name, position in self._head.extras.items()]
        return frame.select(SOURCE_ROW, *columns, *extras)

    def _with_unit(self, name: str) -> pl.Expr:
        """The column; with the unit its header says behind bare numbers, where that is not its own."""
        cells = pl.col(f"c{self._head.positions[name]}")
        unit = self._head.units.get(name)
        return cells if unit is None else cells.str.replace(BARE_NUMBER, f"${{1}}{unit}")

    @staticmethod
    def _kept_findings(findings: list[Finding], frame: pl.DataFrame) -> list[Finding]:
        kept = set(frame.get_column(SOURCE_ROW).to_list())
        return [finding for finding in findings if finding[0] in kept]

    def _surplus(self, frame: pl.DataFrame) -> list[Finding]:
        """Find values under no title: they belong to no column, so the row has too many fields."""
        names = [
            f"c{at}" for at in self._head.unnamed if frame.get_column(f"c{at}").null_count() < frame.height
        ]
        if not names:
            return []
        found = frame.filter(pl.any_horizontal(pl.col(names).is_not_null())).select(SOURCE_ROW, *names)
        return [
            row_finding(
                row,
                "ROW-LONG",
                f"没有列名的位置有内容 / values under no title: {' | '.join(filter(None, cells))[:200]}",
            )
            for row, *cells in found.iter_rows()
        ]

    def _samples(self, frame: pl.DataFrame) -> list[Finding]:
        """Find rows left in from the template: by the fingerprints anywhere, by words at the top."""
        filled = [name for name in self._columns if frame.get_column(name).null_count() < frame.height]
        groups = [
            reduce(and_, (pl.any_horizontal(pl.col(filled) == value) for value in group))
            for group in self._layout.sample_rows
            if group and filled
        ]
        marks = [pl.any_horizontal(groups)] if groups else []
        top = max(0, SAMPLE_DEPTH - self._seen)
        found: list[int] = []
        if marks:
            found = frame.filter(marks[0]).get_column(SOURCE_ROW).to_list()
        if top:
            by_word = frame.head(top).filter(pl.any_horizontal(pl.col(self._columns).str.contains(SAMPLE)))
            found += by_word.get_column(SOURCE_ROW).to_list()
        return [
            row_finding(row, "ROW-SAMPLE", "模板的示例行未删除 / the template's sample row was left in")
            for row in sorted(set(found))
        ]

    def _skip(self, frame: pl.DataFrame) -> tuple[pl.DataFrame, list[SkippedRow]]:
        """Take out rows that are no records: the header again, notes, signatures, totals."""
        reason = self._reasons(frame)
        if reason is None:
            return frame, []
        marked = frame.with_columns(reason.alias("reason"))
        rows = marked.filter(pl.col("reason").is_not_null()).select("reason", SOURCE_ROW, *self._columns)
        skipped = [
            SkippedRow(number, why, " | ".join(dict.fromkeys(filter(None, cells)))[:200])
            for why, number, *cells in rows.iter_rows()
        ]
        return marked.filter(pl.col("reason").is_null()).drop("reason"), skipped

    def _reasons(self, frame: pl.DataFrame) -> pl.Series | None:
        """Return for each row why it is no record (null: it is one), or None if every row is one."""
        again = self._header_again(frame)
        odd = self._odd_rows(frame)
        if again is None and odd is None:
            return None
        empty = pl.Series("reason", [None], dtype=pl.String).new_from_index(0, frame.height)
        reason = empty if odd is None else odd
        return (
            reason
            if again is None
            else reason.to_frame("r")
            .select(pl.when(again).then(pl.lit("header_again")).otherwise(pl.col("r")).alias("reason"))
            .to_series()
        )

    def _header_again(self, frame: pl.DataFrame) -> pl.Series | None:
        titles = {at: cell for at, cell in enumerate(self._head.cells) if cell and at < self._head.width}
        if len(titles) < 2:
            return None
        first = next(iter(titles))
        if not (frame.get_column(f"c{first}") == titles[first]).any():
            return None
        same = frame.select(pl.all_horizontal(pl.col(f"c{at}") == cell for at, cell in titles.items()))
        found = same.to_series().fill_null(value=False)
        return found if found.any() else None

    def _odd_rows(self, frame: pl.DataFrame) -> pl.Series | None:
        """Find notes, signatures and totals: by their words, and only where the row's shape agrees."""
        if len(self._required) > 1:
            with_gaps = [name for name in self._required if frame.get_column(name).null_count()]
            if not with_gaps:
                return None
            candidates = frame.filter(pl.any_horizontal(pl.col(with_gaps).is_null()))
        else:
            candidates = frame
        cells = pl.col(self._columns)
        first = pl.coalesce(cells)
        words = candidates.filter(first.str.contains(f"{NOTE}|{TOTAL}|{SIGNATURE}|{NOTHING}"))
        if not words.height or self._head.width < 3:
            return None
        kinds = {
            row[0]: kind
            for row in words.select(SOURCE_ROW, *self._columns).iter_rows()
            if (kind := _odd_kind([cell for cell in row[1:] if cell is not None]))
        }
        if not kinds:
            return None
        return frame.get_column(SOURCE_ROW).replace_strict(
            list(kinds), list(kinds.values()), default=None, return_dtype=pl.String
        )


def _odd_kind(cells: list[str]) -> str | None:
    """Return ``note``, ``nothing`` or ``total`` for the cells of a row whose words suggest it, or None."""
    if len(set(cells)) == 1 and re.search(NOTHING, cells[0]):
        return "nothing"
    if len(set(cells)) == 1 and re.search(f"{NOTE}|{SIGNATURE}", cells[0]):
        return "note"
    if all(re.search(SIGNATURE, cell) for cell in cells):
        return "note"
    if re.search(TOTAL, cells[0]) and all(re.search(NUMBER, cell) for cell in cells[1:]):
        return "total"
    return None
