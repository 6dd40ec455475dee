"""Find the header row of a table and say which source column is which column of the layout.

Works on the first rows as lists of texts, whatever container they come from.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ingest.readers.complaints import (
    GLUE,
    SEARCHED_ROWS,
    extra_finding,
    misaligned,
    missing_columns,
    no_header,
    too_many_columns,
)
from ingest.readers.generations import read_titles
from ingest.readers.model import EXTRA, FileFinding, FileProblem, Layout, SkippedRow, is_skipped
from ingest.readers.titles import Cells, Row, known_titles, normal_title

# the widest standard has 41 columns; a sheet with thousands of titles is no table of it
MAX_EXTRA_COLUMNS = 500


@dataclass(frozen=True)
class Head:
    """Where the header is and what its columns are.

    Attributes:
        row: 1-based row of the header's last line, 0 for none.
        cells: header texts by position; None where blank.
        positions: column name to position.
        extras: output name (``extra:…``) to position.
        width: number of fields a row has.
        skipped: rows down to and including the header.
        findings: unknown extra columns.
        declared: whether the columns are known by position and not by title.
        units: column name → what a bare number in it counts, where the header or its template says so.
    """

    row: int
    cells: Cells
    positions: dict[str, int]
    extras: dict[str, int]
    width: int
    skipped: list[SkippedRow]
    findings: list[FileFinding]
    declared: bool = False
    units: Mapping[str, str] = field(default_factory=dict)

    def title(self, position: int) -> str:
        """Return the header text of a column, ``#<position>`` where it is read by declared order."""
        cell = None if self.declared else self.cells[position]
        return cell or f"#{position + 1}"

    @property
    def unnamed(self) -> list[int]:
        """Positions that belong to no column; a value there is a surplus of its row."""
        used = {*self.positions.values(), *self.extras.values()}
        return [position for position in range(self.width) if position not in used]


def find_head(
    rows: Sequence[Row], layout: Layout, sheet: str | None = None, sample: Sequence[Row] | None = None
) -> Head:
    """Recognise the header among the first rows of a table.

    Args:
        rows: the first non-blank rows, at most `SEARCHED_ROWS` of them are searched.
        layout: columns to look for.
        sheet: for messages.
        sample: rows to tell generations of the template by; default those below the header.

    Raises:
        FileProblem: FILE-HEADER (no row looks like a header), FILE-COLUMNS (required columns are missing),
            FILE-AMBIGUOUS (two source columns mean one column), FILE-ALIGNMENT (header and rows disagree),
            FILE-TEMPLATE-UNCLEAR (which generation of the template it is).
    """
    titles = known_titles(layout)
    if layout.declared_order is not None:
        return _declared_head(rows, layout, titles)
    best, cells, lines = _best_row(rows[:SEARCHED_ROWS], titles)
    if best is None:
        raise no_header(rows, layout, sheet)
    header = rows[best]
    body = rows[best + 1 :]
    _refuse_glued(header, cells, body, titles, sheet)
    meant = read_titles(cells, sample if sample is not None else body, layout, header.number, sheet)
    positions = _positions(cells, meant.titles, header.number, sheet)
    width = _width(header, cells, body, sheet)
    required = [column for column in layout.columns if column.required]
    if missing := [column for column in required if column.name not in positions]:
        used = set(positions.values())
        raise missing_columns(missing, cells, used, wanted=len(required), row=header.number, sheet=sheet)
    extras = _extras(cells, set(positions.values()), body)
    if len(extras) > MAX_EXTRA_COLUMNS:
        known = sum(not column.mark for column in layout.columns)
        raise too_many_columns(len(extras), known, header.number, sheet)
    first_line = best - lines + 1
    skipped = [
        SkippedRow(row.number, "header" if index >= first_line else "title", row.text)
        for index, row in enumerate(rows[: best + 1])
    ]
    findings = meant.findings + [extra_finding(name, header.number, sheet) for name in extras]
    return Head(header.number, cells, positions, extras, width, skipped, findings, units=meant.units)


def _best_row(rows: Sequence[Row], titles: dict[str, str]) -> tuple[int | None, Cells, int]:
    """Return index, cells and number of lines of the row with most known titles; the first one wins."""
    best: tuple[int | None, Cells, int] = (None, [], 0)
    most = 0
    for index, row in enumerate(rows):
        candidates = [(row.cells, 1)]
        if index:
            candidates.append((_two_lines(rows[index - 1].cells, row.cells), 2))
        for cells, lines in candidates:
            score = len({titles.get(normal_title(cell)) for cell in cells if cell} - {None})
            if score > most:
                most, best = score, (index, cells, lines)
    return best


def _two_lines(upper: Cells, lower: Cells) -> Cells:
    """Join a group row (merged cells: a blank repeats what stands left of it) with the row below it."""
    joined: Cells = []
    group: str | None = None
    for position in range(max(len(upper), len(lower))):
        own = upper[position] if position < len(upper) else None
        cell = lower[position] if position < len(lower) else None
        group = own or group
        if own is None and cell is None:
            joined.append(None)  # right of the table: the last group does not go on for ever
        else:
            joined.append(cell if group is None or cell == group else (group + (cell or "")))
    return joined


def _positions(cells: Cells, titles: dict[str, str], row: int, sheet: str | None) -> dict[str, int]:
    found: dict[str, list[int]] = {}
    for position, cell in enumerate(cells):
        name = titles.get(normal_title(cell)) if cell else None
        if name is not None:
            found.setdefault(name, []).append(position)
    doubled = [[str(cells[position]) for position in places] for places in found.values() if len(places) > 1]
    if doubled:
        shown = "；".join("、".join(f"“{title}”" for title in group) for group in doubled)
        raise FileProblem(
            "FILE-AMBIGUOUS",
            f"表头中有几列指同一项，无法判断取哪一列：{shown}。请只保留一列",
            f"several header cells mean the same column: {shown}; keep one of them",
            sheet=sheet,
            row=row,
        )
    return {name: places[0] for name, places in found.items()}


def _width(header: Row, cells: Cells, body: Sequence[Row], sheet: str | None) -> int:
    """Return how many fields a row has; raise where most rows have other fields than the header names."""
    named = max(position for position, cell in enumerate(cells) if cell) + 1
    lengths = [len(row.cells) for row in body]
    if not lengths:
        return len(cells)
    usual = max(set(lengths), key=lengths.count)
    share = lengths.count(usual) / len(lengths)
    filled = max((position + 1 for row in body for position, cell in enumerate(row.cells) if cell), default=0)
    if share >= 0.8 and usual < named:
        raise misaligned(header, cells, body, fields=usual, sheet=sheet)
    over = sum(any(row.cells[len(cells) :]) for row in body)
    if over > len(body) // 2:
        raise misaligned(header, cells, body, fields=filled, sheet=sheet)
    return max(named, usual) if share >= 0.8 else len(cells)


def _refuse_glued(
    header: Row, cells: Cells, body: Sequence[Row], titles: dict[str, str], sheet: str | None
) -> None:
    """Raise where a header cell holds a delimiter between parts of which one is a known title."""
    for cell in cells:
        if not cell or titles.get(normal_title(cell)):
            continue
        parts = [part for part in re.split(f"[{GLUE}]", cell) if part.strip()]
        if len(parts) > 1 and any(normal_title(part) in titles for part in parts):
            fields = max((len(row.cells) for row in body), default=0)
            raise misaligned(header, cells, body, fields=fields, sheet=sheet, glued=cell)


def _extras(cells: Cells, used: set[int], body: Sequence[Row]) -> dict[str, int]:
    """Return output name → position of the columns the layout does not know.

    A column without a title is one of them only if at least half of the first rows fill it; otherwise a
    value in it is a surplus of its row.
    """
    extras: dict[str, int] = {}
    for position, cell in enumerate(cells):
        if position in used:
            continue
        filled = sum(position < len(row.cells) and row.cells[position] is not None for row in body)
        if cell is None and (not body or filled * 2 < len(body)):
            continue
        name = EXTRA + (cell.strip() if cell else f"第{position + 1}列")
        extras[name if name not in extras else f"{name}#{position + 1}"] = position
    return extras


def _declared_head(rows: Sequence[Row], layout: Layout, titles: dict[str, str]) -> Head:
    """Take the columns by position; rows of titles above the first record are skipped, not judged."""
    order = layout.declared_order or ()
    last = -1
    for index, row in enumerate(rows[:SEARCHED_ROWS]):
        parts = [part for cell in row.cells if cell for part in [cell, *re.split(f"[{GLUE}]", cell)]]
        if len({titles.get(normal_title(part)) for part in parts} - {None}) >= 2:
            last = index
    if last < 0:
        while last + 1 < min(len(rows), SEARCHED_ROWS) and sum(map(bool, rows[last + 1].cells)) == 1 < len(
            order
        ):
            last += 1
    skipped = [
        SkippedRow(row.number, "header" if index == last else "title", row.text)
        for index, row in enumerate(rows[: last + 1])
    ]
    positions = {name: position for position, name in enumerate(order) if not is_skipped(name)}
    cells: Cells = list(rows[last].cells) if last >= 0 else []
    marks = {column.name for column in layout.columns if column.mark}
    positions |= {
        name: at
        for at, cell in enumerate(cells)
        if cell and (name := titles.get(normal_title(cell))) in marks
    }
    extras = {f"{EXTRA}#{at + 1}": at for at, name in enumerate(order) if is_skipped(name)}
    return Head(
        rows[last].number if last >= 0 else 0,
        cells,
        positions,
        extras,
        max([len(order), *(at + 1 for at in positions.values())]),
        skipped,
        [],
        declared=True,
    )


def mapping_of(head: Head) -> dict[str, str]:
    """Return header text as read → column name; by position where the order was declared."""
    return {head.title(at): name for name, at in head.positions.items()}


def order_of(head: Head) -> tuple[tuple[str, str], ...]:
    """Return header text and name of every column from left to right; a declared order's header as it is."""
    places = sorted((at, name) for name, at in [*head.positions.items(), *head.extras.items()])
    return tuple(
        ((head.cells[at] if at < len(head.cells) else None) or f"#{at + 1}", name) for at, name in places
    )


def extra_titles(head: Head) -> tuple[str, ...]:
    """Return the texts of the columns the layout does not know."""
    return tuple(name.partition(":")[2] for name in head.extras)
