"""Find the header row of a table and say which source column is which column of the layout.

Works on the first rows as lists of texts, whatever container they come from.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.readers.model import EXTRA, Column, FileFinding, FileProblem, Layout, SkippedRow, is_skipped

SEARCHED_ROWS = 50  # non-blank rows; templates seen carry at most five rows above the header
MARKS = re.compile(r"[(（\[【]\s*(必填|必填项|选填|选填项|可选|非必填|必选)\s*[)）\]】]")
GLUE = "\t;|¦,，"

Cells = list[str | None]


@dataclass(frozen=True)
class Row:
    """One record of the beginning of a table; ``cells`` are None where blank."""

    number: int
    cells: Cells

    @property
    def text(self) -> str:
        """Non-blank cells joined for showing, cut at 200 characters; a merged cell's repeats once."""
        return " | ".join(dict.fromkeys(cell for cell in self.cells if cell is not None))[:200]


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
    """

    row: int
    cells: Cells
    positions: dict[str, int]
    extras: dict[str, int]
    width: int
    skipped: list[SkippedRow]
    findings: list[FileFinding]
    declared: bool = False

    def title(self, position: int) -> str:
        """Return the header text of a column, ``#<position>`` where it is read by declared order."""
        cell = None if self.declared else self.cells[position]
        return cell or f"#{position + 1}"

    @property
    def unnamed(self) -> list[int]:
        """Positions that belong to no column; a value there is a surplus of its row."""
        used = {*self.positions.values(), *self.extras.values()}
        return [position for position in range(self.width) if position not in used]


def normal_title(text: str) -> str:
    """Return the part of a header text that identifies it.

    NFKC (full-width forms), case, and every character that is neither letter nor digit go: brackets,
    blanks, line breaks, ``-``/``_``/``＿``, commas, ``*``; and the mark 必填 in brackets.
    """
    folded = unicodedata.normalize("NFKC", MARKS.sub("", text)).casefold()
    return "".join(character for character in folded if character.isalnum())


def known_titles(layout: Layout) -> dict[str, str]:
    """Return normalised title → column name; a printed title wins over another column's synonym.

    Raises:
        ValueError: two columns claim one title with the same right.
    """
    titles: dict[str, str] = {}
    for rank in (slice(0, 1), slice(1, None)):
        claimed: dict[str, str] = {}
        for column in layout.columns:
            for title in column.titles[rank]:
                key = normal_title(title)
                if claimed.setdefault(key, column.name) != column.name:
                    raise ValueError(f"title {title!r} is claimed by {claimed[key]} and {column.name}")
        titles = claimed | titles
    return titles


def find_head(rows: Sequence[Row], layout: Layout, sheet: str | None = None) -> Head:
    """Recognise the header among the first rows of a table.

    Args:
        rows: the first non-blank rows, at most `SEARCHED_ROWS` of them are searched.
        layout: columns to look for.
        sheet: for messages.

    Raises:
        FileProblem: FILE-HEADER (no row looks like a header), FILE-COLUMNS (required columns are missing),
            FILE-AMBIGUOUS (two source columns mean one column), FILE-ALIGNMENT (header and rows disagree).
    """
    titles = known_titles(layout)
    if layout.declared_order is not None:
        return _declared_head(rows, layout, titles)
    best, cells, lines = _best_row(rows[:SEARCHED_ROWS], titles)
    if best is None:
        raise _no_header(rows, layout, sheet)
    header = rows[best]
    body = rows[best + 1 :]
    _refuse_glued(header, cells, body, titles, sheet)
    positions = _positions(cells, titles, header.number, sheet)
    width = _width(header, cells, body, sheet)
    missing = [column for column in layout.columns if column.required and column.name not in positions]
    if missing:
        raise _missing_columns(missing, cells, set(positions.values()), header.number, sheet)
    extras = _extras(cells, set(positions.values()), body)
    first_line = best - lines + 1
    skipped = [
        SkippedRow(row.number, "header" if index >= first_line else "title", row.text)
        for index, row in enumerate(rows[: best + 1])
    ]
    findings = [_extra_finding(name, header.number, sheet) for name in extras]
    return Head(header.number, cells, positions, extras, width, skipped, findings)


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
        group = (upper[position] if position < len(upper) else None) or group
        cell = lower[position] if position < len(lower) else None
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
        raise _misaligned(header, cells, body, usual, sheet)
    over = sum(any(row.cells[len(cells) :]) for row in body)
    if over > len(body) // 2:
        raise _misaligned(header, cells, body, filled, sheet)
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
            raise _misaligned(header, cells, body, fields, sheet, glued=cell)


def _misaligned(
    header: Row, cells: Cells, body: Sequence[Row], fields: int, sheet: str | None, glued: str | None = None
) -> FileProblem:
    names = [cell or "" for cell in cells]
    first = "；".join("|".join(cell or "" for cell in row.cells) for row in body[:2])[:300]
    count = len(names) + (len(re.split(f"[{GLUE}]", glued)) - 1 if glued else 0)
    zh = f"表头与数据行对不上：表头有 {count} 个列名（{'、'.join(map(repr, names))}），数据行有 {fields} 个字段"
    en = f"header and rows do not line up: {count} names in the header ({names}), {fields} fields in the rows"
    if glued:
        zh += f"；表头单元格 {glued!r} 里含有分隔符，把几个列名粘在一起"
        en += f"; the header cell {glued!r} holds a delimiter and glues several names together"
    zh += f"；前两行：{first}。请改正表头后重报，或在目录中声明列的顺序 declared_order"
    en += f"; first rows: {first}; correct the header, or declare the order of the columns (declared_order)"
    return FileProblem("FILE-ALIGNMENT", zh, en, sheet=sheet, row=header.number)


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


def _extra_finding(name: str, row: int, sheet: str | None) -> FileFinding:
    title = name.removeprefix(EXTRA)
    return FileFinding(
        "FILE-EXTRA-COLUMN",
        f"多出一列“{title}”，标准中没有，按原样保留",
        f"unknown extra column “{title}”, kept as read",
        sheet,
        row,
    )


def _missing_columns(
    missing: list[Column], cells: Cells, used: set[int], row: int, sheet: str | None
) -> FileProblem:
    free = {normal_title(cell): cell for at, cell in enumerate(cells) if cell and at not in used}
    zh: list[str] = []
    en: list[str] = []
    for column in missing:
        near = _nearest(column, list(free))
        zh.append(f"“{column.titles[0]}”" + (f"（最接近的列名：“{free[near]}”）" if near else ""))
        en.append(f"“{column.titles[0]}”" + (f" (nearest: “{free[near]}”)" if near else ""))
    seen = "、".join(cell.strip() for cell in cells if cell)[:500]
    return FileProblem(
        "FILE-COLUMNS",
        f"缺少必需的列 {len(missing)} 个：{'、'.join(zh)}。表头为：{seen}",
        f"{len(missing)} required columns are missing or renamed: {', '.join(en)}; the header is: {seen}",
        sheet=sheet,
        row=row,
    )


def _nearest(column: Column, free: list[str]) -> str | None:
    best = [
        (difflib.SequenceMatcher(None, normal_title(title), candidate).ratio(), candidate)
        for title in column.titles
        for candidate in free
    ]
    ratio, candidate = max(best, default=(0.0, None))
    return candidate if ratio >= 0.5 else None


def _no_header(rows: Sequence[Row], layout: Layout, sheet: str | None) -> FileProblem:
    wanted = "、".join(column.titles[0] for column in layout.columns if column.required)
    first = "；".join(row.text for row in rows[:2])[:300]
    return FileProblem(
        "FILE-HEADER",
        f"前 {SEARCHED_ROWS} 行中找不到表头，没有一个认识的列名。应有：{wanted}；前两行为：{first}",
        f"no header in the first {SEARCHED_ROWS} rows, not one known title; expected {wanted}; it begins: {first}",
        sheet=sheet,
        row=rows[0].number if rows else None,
    )


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
    extras = {f"{EXTRA}#{at + 1}": at for at, name in enumerate(order) if is_skipped(name)}
    return Head(
        rows[last].number if last >= 0 else 0,
        cells,
        positions,
        extras,
        len(order),
        skipped,
        [],
        declared=True,
    )
