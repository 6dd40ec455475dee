"""What is said when a header is missing, incomplete or does not fit its rows, and what to do about it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import polars as pl

from ingest.readers.model import EXTRA, Column, FileFinding, FileProblem, Layout
from ingest.readers.titles import Cells, Row, nearest, normal_title
from quality.text import mask_personal

if TYPE_CHECKING:
    from ingest.readers.header import Head

SEARCHED_ROWS = 50  # non-blank rows; templates seen carry at most five rows above the header
BLANK_ROWS_TOLD = 1000  # fewer are the usual gaps and paddings of a sheet
# not the comma: a title like 法定代表人，联系电话 is one column that holds two facts
GLUE = "\t;|¦"


def _shown(text: str, limit: int) -> str:
    """Return text of the file as a message may carry it: personal numbers masked, then cut (law 9)."""
    masked: str = mask_personal(pl.Series([text], dtype=pl.String)).item()
    return masked[:limit]


def misaligned(
    header: Row,
    cells: Cells,
    body: Sequence[Row],
    *,
    fields: int,
    sheet: str | None,
    glued: str | None = None,
) -> FileProblem:
    """Return the problem of a header that does not line up with its rows.

    Args:
        header: the header row.
        cells: its texts.
        body: the rows below; the first two are shown.
        fields: how many fields those have.
        sheet: for the message.
        glued: the header cell that holds a delimiter, if one does.
    """
    names = [cell or "" for cell in cells]
    first = _shown("；".join("|".join(cell or "" for cell in row.cells) for row in body[:2]), 300)
    count = len(names) + (len(re.split(f"[{GLUE}]", glued)) - 1 if glued else 0)
    shown = "、".join(map(repr, names))
    zh = f"表头与数据行对不上：表头有 {count} 个列名（{shown}），数据行有 {fields} 个字段"
    en = f"header and rows do not line up: {count} names in the header ({names}), {fields} fields in the rows"
    if glued:
        zh += f"；表头单元格 {glued!r} 里含有分隔符，把几个列名粘在一起"
        en += f"; the header cell {glued!r} holds a delimiter and glues several names together"
    zh += f"；前两行：{first}。请改正表头后重报，或在目录中声明列的顺序 declared_order"
    en += f"; first rows: {first}; correct the header, or declare the order of the columns (declared_order)"
    return FileProblem("FILE-ALIGNMENT", zh, en, sheet=sheet, row=header.number)


def extra_finding(name: str, row: int, sheet: str | None) -> FileFinding:
    """Return the finding of a column the layout does not know."""
    title = name.removeprefix(EXTRA)
    return FileFinding(
        "FILE-EXTRA-COLUMN",
        f"多出一列“{title}”，标准中没有，按原样保留",
        f"unknown extra column “{title}”, kept as read",
        sheet,
        row,
    )


def missing_columns(
    missing: list[Column], cells: Cells, used: set[int], *, wanted: int, row: int, sheet: str | None
) -> FileProblem:
    """Return the one problem that names every missing column and the unused title nearest to each.

    Args:
        missing: required columns that no title means.
        cells: header texts.
        used: positions that mean some other column.
        wanted: number of required columns.
        row: row of the header.
        sheet: for the message.
    """
    free = {normal_title(cell): cell for at, cell in enumerate(cells) if cell and at not in used}
    zh: list[str] = []
    en: list[str] = []
    for column in missing:
        near = nearest(column, list(free))
        zh.append(f"“{column.titles[0]}”" + (f"（最接近的列名：“{free[near]}”）" if near else ""))
        en.append(f"“{column.titles[0]}”" + (f" (nearest: “{free[near]}”)" if near else ""))
    seen = _shown("、".join(cell.strip() for cell in cells if cell), 500)
    return FileProblem(
        "FILE-COLUMNS",
        f"缺少必需的列 {len(missing)} 个：{'、'.join(zh)}。表头为：{seen}",
        f"{len(missing)} required columns are missing or renamed: {', '.join(en)}; the header is: {seen}",
        sheet=sheet,
        row=row,
        likeness=1 - len(missing) / wanted,
    )


def no_header(rows: Sequence[Row], layout: Layout, sheet: str | None) -> FileProblem:
    """Return the problem of a table in whose first rows not one known title stands."""
    wanted = "、".join(column.titles[0] for column in layout.columns if column.required)
    first = _shown("；".join(row.text for row in rows[:2]), 300)
    return FileProblem(
        "FILE-HEADER",
        f"前 {SEARCHED_ROWS} 行中找不到表头，没有一个认识的列名。应有：{wanted}；前两行为：{first}",
        f"no known title in the first {SEARCHED_ROWS} rows; expected {wanted}; it begins: {first}",
        sheet=sheet,
        row=rows[0].number if rows else None,
        likeness=0.0,
    )


def header_only(head: Head | None = None, sheet: str | None = None) -> FileFinding:
    """Return the finding of a table that has a header and no rows, or of a message without records."""
    what = ("只有表头，没有数据行", "a header and no rows") if head else ("报文中没有记录", "no record")
    return FileFinding(
        "FILE-HEADER-ONLY",
        f"{what[0]}。如本期确无数据，请作零报告",
        f"{what[1]}; if there is nothing to report, send a nil return",
        sheet,
        head.row if head else None,
    )


def blank_rows(count: int) -> FileFinding | None:
    """Return the finding of a file full of rows that hold nothing, None where there are few."""
    if count < BLANK_ROWS_TOLD:
        return None
    return FileFinding(
        "FILE-BLANK-ROWS",
        f"文件中有 {count:,} 个空行，已略过，不计入读入行数。请删除表格以外的空行，文件会小得多",
        f"{count:,} blank rows were passed over and are not counted as read; "
        "delete them to make the file smaller",
    )


def too_many_columns(extras: int, known: int, row: int, sheet: str | None) -> FileProblem:
    """Return the problem of a header with hundreds of titles that nobody knows."""
    return FileProblem(
        "FILE-SIZE",
        f"表头有 {extras} 个不认识的列，标准只有 {known} 列。请删除多余的列后重报",
        f"{extras} unknown columns in the header, the standard has {known}; delete the surplus",
        sheet=sheet,
        row=row,
    )


def no_titles(fields: list[str], layout: Layout) -> FileProblem:
    """Return the problem of a message in which not one field is known."""
    wanted = "、".join(column.titles[0] for column in layout.columns if column.required)
    seen = _shown("、".join(fields), 500) or "（没有字段）"
    return FileProblem(
        "FILE-HEADER",
        f"报文中没有一个认识的字段。应有：{wanted}；报文中的字段为：{seen}",
        f"not one known field in the message; expected {wanted}; its fields are: {seen}",
        likeness=0.0,
    )


def no_records_at(declared: str, places: list[str]) -> FileProblem:
    """Return the problem of a message without the declared list, or with several that could be meant."""
    seen = _shown("、".join(places[:20]), 500)
    return FileProblem(
        "FILE-SHEETS",
        f"报文中声明的记录路径“{declared}”没有或不止一处，现有：{seen}",
        f"the declared path of the records “{declared}” is not there once; there are: {seen}",
    )


def list_passed_over(problem: FileProblem) -> FileFinding:
    """Return the finding of a list in a message that is of another kind."""
    return FileFinding(
        "FILE-SHEETS",
        f"报文中的“{problem.sheet}”不是本标准的记录，未读取：{problem.detail_zh}",
        f"“{problem.sheet}” in the message holds no records of this standard: {problem.detail_en}",
        problem.sheet,
    )


def outside_records(values: list[str]) -> FileFinding:
    """Return the finding of what a message says beside its records."""
    seen = _shown("；".join(values), 1000)
    return FileFinding(
        "FILE-OUTSIDE",
        f"记录以外的内容 {len(values)} 项，未作为数据读取：{seen}",
        f"{len(values)} values outside the records, not read as data: {seen}",
    )


def wrong_count(counted: int, found: int) -> FileProblem:
    """Return the problem of a pull whose pages do not hold what its connector counted."""
    return FileProblem(
        "FILE-COUNT",
        f"取数时清点为 {counted} 条，读出 {found} 条",
        f"{counted} records were counted when they were fetched, {found} were read",
    )


def generation_finding(zh: list[str], en: list[str], row: int, sheet: str | None) -> FileFinding:
    """Return the finding which generation of the template a file follows, and the evidence."""
    return FileFinding(
        "FILE-TEMPLATE",
        f"按{zh[0]}。其他：{'；'.join(zh[1:])}",
        f"read by {en[0]}. Others: {'; '.join(en[1:])}",
        sheet,
        row,
    )


def unclear_generation(zh: list[str], en: list[str], row: int, sheet: str | None) -> FileProblem:
    """Return the problem of a header whose titles mean one thing in one template and another in the next."""
    return FileProblem(
        "FILE-TEMPLATE-UNCLEAR",
        f"无法确定用的是哪一版模板，同名的列在各版中含义不同：{'；'.join(zh)}。请用带括号说明的完整列名后重报",
        f"it is not clear which template this is, and the titles mean different things: {'; '.join(en)}; "
        "use the full titles with their explanation in brackets",
        sheet=sheet,
        row=row,
    )


def contradicted(
    rivals: list[tuple[str, str]], swapped: int, values: int, row: int, sheet: str | None
) -> FileProblem:
    """Return the problem of two columns, given as title and meaning, whose values are each other's."""
    (first, its), (second, other) = rivals
    return FileProblem(
        "FILE-TEMPLATE-UNCLEAR",
        f"列“{first}”与“{second}”的内容像是互换了：{values} 个值中没有一个符合列名所说的"
        f"（{its}、{other}），互换后 {swapped} 个相符。请核对模板版本后重报",
        f"columns “{first}” and “{second}” seem to hold each other's values: none of {values} fits its title "
        f"({its}, {other}), {swapped} fit when exchanged; check which template was filled in",
        sheet=sheet,
        row=row,
    )
