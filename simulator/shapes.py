"""How a table looks in a file: container, encoding, titles, notes above and below."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from simulator.rows import QUESTION, Cell, Fault, Row

Container = Literal["csv", "xlsx", "xls", "json", "xml"]
MESSAGES = {"json": "$.data.rows", "xml": "/ROWDATA/ROW"}  # where the records of a message stand
Line = list[Cell]
Observe = Callable[[int, Row], None]
PLACEHOLDER = "00000000000000000X"  # the code in the sample row of a real template
# A sheet of real XLS has 65,536 rows; both writers keep the sheet in memory.
LARGEST = {"xls": 5_000, "xlsx": 50_000}
LARGEST_WIDE = 500  # the writer looks at every column of every row


@dataclass(frozen=True)
class Shape:
    """A file's form. ``suffix`` may lie about the container."""

    container: Container = "csv"
    suffix: str = ".csv"
    encoding: str = "gb18030"
    delimiter: str = ","
    newline: str = "\r\n"
    sheet: str = "Sheet1"
    note_across: int = 1  # columns the merged note above the header covers
    validation: bool = False  # a drop-down list down to the last row of the sheet

    @property
    def place(self) -> str | None:
        """What a row's place is called beside its number: a sheet, the path of a message's records."""
        return None if self.container == "csv" else MESSAGES.get(self.container, self.sheet)

    def number(self, line: int) -> int:
        """The number of the row in that line: a message counts its records, without a header."""
        return line - 1 if self.container in MESSAGES else line


@dataclass(frozen=True)
class Layout:
    """What stands where. ``titles`` is column name → title as this department prints it."""

    titles: dict[str, str]
    above: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    first_column: int = 0  # 1: the table begins in column B
    empty_above: int = 0
    sample: dict[str, Cell] | None = None
    extra: tuple[tuple[str, str], ...] = ()  # columns no standard knows, with what stands in them


def fitting(shape: Shape, rows: int) -> Shape:
    """The shape itself, or a plainer one where the rows are too many for it."""
    if rows > LARGEST.get(shape.container, rows):
        return Shape("csv", ".csv", "gb18030")
    if rows > LARGEST_WIDE:
        return replace(shape, note_across=min(shape.note_across, 23))
    return shape


def lines(layout: Layout, rows: Iterable[Row], observe: Observe) -> Iterator[Line]:
    """Every line in order; each row is shown to ``observe`` with its number as a person sees it."""
    left: Line = [None] * layout.first_column
    number = 0
    for _ in range(layout.empty_above):
        number += 1
        yield []
    for note in layout.above:
        number += 1
        yield [*left, note]
    number += 1
    yield [*left, *layout.titles.values(), *(title for title, _ in layout.extra)]
    tail: Line = [value for _, value in layout.extra]
    for row in _with_sample(layout, rows):
        number += 1
        observe(number, row)
        yield [*left, *(row.cells.get(name) for name in layout.titles), *tail]
    for note in layout.below:
        yield [*left, note]


def _with_sample(layout: Layout, rows: Iterable[Row]) -> Iterator[Row]:
    if layout.sample:
        faults = [Fault("模板中的示例行未删除", "ROW-SAMPLE", None, QUESTION)]
        for column, cell in layout.sample.items():
            if cell == PLACEHOLDER:
                faults.append(Fault("样例中的占位代码", "USCC-PLACEHOLDER", column, QUESTION))
        yield Row(dict(layout.sample), QUESTION, tuple(faults))
    yield from rows


def underscores_full_width(title: str) -> str:
    """行政相对人代码_1 as 行政相对人代码＿1, the brackets half and full."""
    return title.replace("_", "＿").replace("(", "（")


def as_text(cell: Cell) -> str:
    """A cell in a text file."""
    if cell is None:
        return ""
    return cell.isoformat() if isinstance(cell, date) else str(cell)
