"""What the readers take and give: layouts in, readings, tables and chunks out. No parsing here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import polars as pl

EXTRA = "extra:"  # prefix of a column the layout does not know; a colon cannot occur in a declared name
SOURCE_ROW = "source_row"
MESSAGES = ("json", "xml", "pull")  # containers of records: no header, rows are counted from the first record
WORKBOOKS = ("xlsx", "xls", "spreadsheetml")  # containers in which a bare number may be a date
FINDING_SCHEMA = {SOURCE_ROW: pl.UInt32, "rule_id": pl.String, "detail": pl.String}


Fits = Callable[[pl.Series, "str | None"], int]


@dataclass(frozen=True)
class Column:
    """One column that a file should have.

    Attributes:
        name: ASCII name of the column in the frames that are returned.
        titles: header texts that mean it: the printed title first, then field code and synonyms.
        required: whether a file without it is stopped.
        mark: a column of ours that a file may carry beside the sender's (`ingest.returns`): known by its
            title even where the order is declared, and in the frames only where the file has it.
        other_units: titles that mean it and say that bare numbers count another unit, and which.
        fits: how many of some values can be this column's, judged by check digits or range; the second
            argument is the unit that bare numbers count, None for the column's own.
    """

    name: str
    titles: tuple[str, ...]
    required: bool = False
    mark: bool = False
    other_units: Mapping[str, str] = field(default_factory=dict)
    fits: Fits | None = None


@dataclass(frozen=True)
class Generation:
    """One generation of a template, where the same titles mean something else in another.

    Attributes:
        name: as it is shown, e.g. its year.
        titles: title → column name, in this generation.
        units: column name → what a bare number counts, where it is not the column's own unit.
        only: titles that no other generation has.
    """

    name: str
    titles: Mapping[str, str]
    units: Mapping[str, str] = field(default_factory=dict)
    only: tuple[str, ...] = ()


@dataclass(frozen=True)
class Layout:
    """What is known about a file before it is opened.

    Attributes:
        columns: the columns of the data standard.
        declared_order: column names by position, for files whose header cannot be trusted; ``_`` or a name
            that begins with ``skip`` passes over a position. Header rows are then recognised and skipped.
        sheet: the only sheet to read; default every sheet whose header is recognised.
        sample_rows: groups of values; a row that holds all values of one group is a template's sample row.
        records: where the records of a message are (``data.rows``, ``ROWDATA/ROW``; its beginning may be left
            out); default where most known titles are.
        encoding: the only encoding to try; default strict UTF-8, then strict GB18030.
        delimiter: the delimiter of a text file; default found from the first rows.
        generations: of the template, oldest first.
        passed_over: sheets that are known to hold no data, and need no word.
    """

    columns: tuple[Column, ...]
    declared_order: tuple[str, ...] | None = None
    sheet: str | None = None
    sample_rows: tuple[tuple[str, ...], ...] = ()
    records: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    generations: tuple[Generation, ...] = ()
    passed_over: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse an order that names unknown columns or names one twice."""
        names = [column.name for column in self.columns]
        used = [name for name in self.declared_order or () if not is_skipped(name)]
        wrong = sorted({name for name in used if name not in names or used.count(name) > 1})
        if wrong:
            raise ValueError(f"declared_order: unknown or doubled columns {wrong}; allowed: {names}")


def is_skipped(name: str) -> bool:
    """Whether a name in `Layout.declared_order` passes over its position."""
    return name == "_" or name.startswith("skip")


@dataclass(frozen=True)
class FileFinding:
    """Something to say about a file or a sheet that does not stop it; both texts are complete pieces."""

    rule_id: str
    detail_zh: str
    detail_en: str
    sheet: str | None = None
    row: int | None = None


class FileProblem(Exception):  # noqa: N818 - the field's word: it is a finding that stops the file
    """A finding that stops the file.

    Attributes:
        rule_id: stable id, ``FILE-…``.
        detail_zh: what is wrong, in Chinese.
        detail_en: the same in English.
        sheet: the sheet, or None for text files and for the file as a whole.
        row: 1-based row, where one can be named.
        likeness: how much the sheet is like the layout, 0 to 1 (share of required columns found); a sheet
            that is hardly like it is another sheet, not a wrong one.
    """

    def __init__(
        self,
        rule_id: str,
        detail_zh: str,
        detail_en: str,
        *,
        sheet: str | None = None,
        row: int | None = None,
        likeness: float = 1.0,
    ) -> None:
        """Keep the parts; the exception's own text joins them."""
        super().__init__(f"{rule_id}: {detail_zh} / {detail_en}")
        self.rule_id = rule_id
        self.detail_zh = detail_zh
        self.detail_en = detail_en
        self.sheet = sheet
        self.row = row
        self.likeness = likeness


@dataclass(frozen=True)
class SkippedRow:
    """A non-blank row that is not a record, and why.

    Attributes:
        row: 1-based row.
        reason: ``title`` (above the header), ``header``, ``header_again``, ``note`` or ``total``.
        text: its non-blank cells joined by `` | ``, cut at 200 characters.
    """

    row: int
    reason: str
    text: str


@dataclass
class Chunk:
    """Some consecutive rows of a table.

    Attributes:
        frame: ``source_row`` (UInt32, 1-based), every column of the layout (String; null where absent or
            blank), then the unknown columns, named ``extra:<title as read>``.
        findings: about single rows: ``source_row``, ``rule_id``, ``detail``.
        skipped: non-blank rows between the frame's rows that are no records.
        blank_rows: rows passed over since the last chunk because they hold nothing.
    """

    frame: pl.DataFrame
    findings: pl.DataFrame
    skipped: list[SkippedRow] = field(default_factory=list)
    blank_rows: int = 0


@dataclass
class Table:
    """The rows of one sheet, or of one text file, under one recognised header.

    Attributes:
        sheet: name of the sheet, path of the records in a message, None for text files.
        header_row: 1-based row of the header as a person sees it; 0 where there is none (declared order).
        mapping: header text as read to column name; with a declared order ``#<position>`` to name.
        extra_columns: header texts no column of the layout claims, as read.
        skipped_rows: non-blank rows down to the header, which are no records; each chunk has its own list.
        order: header text and name in the frames of every column, as the file has them from left to right.
    """

    sheet: str | None
    header_row: int
    mapping: Mapping[str, str]
    extra_columns: tuple[str, ...]
    skipped_rows: list[SkippedRow]
    open_chunks: Callable[[], Iterator[Chunk]]
    order: tuple[tuple[str, str], ...] = ()

    def chunks(self) -> Iterator[Chunk]:
        """Yield the rows in order; may be called again to read the table anew.

        Raises:
            FileProblem: the bytes further down cannot be read (encoding, damaged container).
        """
        return self.open_chunks()


@dataclass
class Reading:
    """A file whose container, encoding and headers are understood; rows are read by `Table.chunks`."""

    container: str
    encoding: str | None
    delimiter: str | None
    tables: list[Table]
    findings: list[FileFinding] = field(default_factory=list)
    blank_rows: int = 0  # that the container declares beyond the last cell; chunks do not see those


def no_findings() -> pl.DataFrame:
    """Return an empty frame of row findings."""
    return pl.DataFrame(schema=FINDING_SCHEMA)
