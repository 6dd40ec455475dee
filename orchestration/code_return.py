"""The city's return of wrong and double codes (重错码纠错回传表): what is decided, in the locked form.

Nothing is deleted on a guess: only what a registrar returned goes in, and of rows that share nine characters
only when one holder is left. What waits is told. The finished file is checked by `quality.code_return` before
it gets its name; a file that is refused gets none.
"""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from ingest.catalogue import Standard, load_catalogue
from ingest.disk import replace_whole
from orchestration import words
from orchestration.released import Released, Row, released
from quality.code_return import (
    DELETE,
    KEEP,
    NEW,
    SHEET,
    Breach,
    Known,
    Standing,
    breaches,
    flags_taken,
    seal_of,
)

STANDARD = "code_corrections"
DOUBTS = "select * from code_doubts order by department, shared nulls last, code, name, feed_id, source_row"
TAKEN = "select 1 from subjects where substr(uscc, 9, 9) = ? limit 1"
A4, TEXT_FORMAT, WIDTHS = 9, 49, {"name": 36, "code": 24, "new_code": 24, "remark": 30}
WIDTH = 16
NO_CODE = "(个人证件号码)"  # what stood in the place of the code is nobody's to show


@dataclass(frozen=True)
class Returned:
    """What came of it: the file, or why there is none; what waits for a registrar."""

    path: Path | None
    rows: int
    breaches: tuple[Breach, ...]
    waiting: tuple[Row, ...]


def form_titles() -> dict[str, str]:
    """Column name → title of the form, in its order; the standard says it, once."""
    return {column.name: column.title for column in _standard().columns}


def _standard() -> Standard:
    return load_catalogue().standards[STANDARD]


def known_of(release: Released, day: date) -> Known:
    """What a return is compared with: the doubts and codes of the current release, the round of a day."""
    doubts = release.rows(DOUBTS)
    standing = [_standing(row) for row in doubts if row["code"]]
    return Known(standing, lambda body: bool(release.rows(TAKEN, body)), flags_taken(day))


def _standing(row: Row) -> Standing:
    return Standing(row["code"], row["name"] or "", row["problem"])


def write_return(root: Path, day: date) -> Returned:
    """Write ``exchange/code_return/<day>/`` from the current release, unless the check refuses it.

    Raises:
        NothingToExplainError: nothing is published yet.
    """
    with released(root) as release:
        known = known_of(release, day)
        doubts = release.rows(DOUBTS)
    ready, waiting = _ready(doubts, known.flags)
    if not ready:
        _path(root, day).unlink(missing_ok=True)
        return Returned(None, 0, (), tuple(waiting))
    content = workbook(ready, sorted(known.flags))
    with released(root) as release:
        found = breaches(content, form_titles(), known_of(release, day))
    if found:
        _path(root, day).unlink(missing_ok=True)  # an earlier one of the day is no longer what may be sent
    path = None if found else _keep(root, day, content)
    return Returned(path, len(ready), tuple(found), tuple(waiting))


def _ready(doubts: Sequence[Row], flags: frozenset[str]) -> tuple[list[dict[str, str]], list[Row]]:
    """Rows of the form that can be sent, and the doubts somebody still has to decide.

    Every doubt about a code is one row, the same code under the same name once. Rows that share nine
    characters go together: one that is undecided, or decided as this round does not take, keeps the others
    back.
    """
    leaving = {NEW, DELETE} & flags
    groups: dict[str, dict[tuple[str | None, str], Row]] = defaultdict(dict)
    for row in doubts:
        place = row["shared"] or f"{row['feed_id']} {row['batch_id']} {row['source_row']}"
        groups[place].setdefault((row["code"], row["name"]), row)
    ready: dict[tuple[str | None, str], dict[str, str]] = {}
    waiting: list[Row] = []
    for group in groups.values():
        left = [row for row in group.values() if row["operation"] not in leaving]
        open_ones = [row for row in left if row["operation"] != KEEP]
        if open_ones and (len(left) > 1 or left[0]["reason"] == "wrong_code"):
            waiting += open_ones
            continue
        for key, row in group.items():
            if row["operation"] in flags:
                ready.setdefault(key, _cells(row))
    return sorted(ready.values(), key=lambda cells: list(cells.values())), waiting


def _cells(row: Row) -> dict[str, str]:
    said = row | {"body": row["body"] or "", "decided_on": f"{row['decided_on']:%Y-%m-%d}"}
    return {name: str(said.get(name) or "") for name in form_titles()}


def workbook(rows: Sequence[dict[str, str]], flags: Sequence[str]) -> bytes:
    """The form: one locked sheet of texts, lists of allowed values, and a seal of the cells on each page.

    Args:
        rows: cells by column name, in the order of the form.
        flags: operation flags that the round takes.
    """
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet(SHEET)
        text = book.add_format({"num_format": TEXT_FORMAT, "border": 1, "text_wrap": True, "locked": True})
        head = book.add_format({"num_format": TEXT_FORMAT, "border": 1, "bold": True, "locked": True})
        for place, column in enumerate(_standard().columns):
            sheet.set_column(place, place, WIDTHS.get(column.name, WIDTH), text)
            sheet.write_string(0, place, column.title, head)
            for number, cells in enumerate(rows, 1):
                sheet.write_string(number, place, cells[column.name], text)  # an empty one is written blank
            if column.codes:
                allowed = list(flags) if column.name == "operation" else list(column.codes)
                sheet.data_validation(1, place, len(rows), place, {"validate": "list", "source": allowed})
        _lock(sheet, seal_of(list(cells.values()) for cells in rows))
    return target.getvalue()


def _lock(sheet: Worksheet, seal: str) -> None:
    sheet.protect()
    sheet.freeze_panes(1, 0)
    sheet.set_paper(A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer(f"&L校验号 {seal}&C第 &P 页，共 &N 页&R登记管理部门(盖章)")


def _path(root: Path, day: date) -> Path:
    return root / "exchange" / "code_return" / day.isoformat() / f"{SHEET}.xlsx"


def _keep(root: Path, day: date, content: bytes) -> Path:
    path = _path(root, day)
    replace_whole(path, content)
    return path


@dataclass(frozen=True)
class Told:
    """What ``siku codes`` prints, and whether a file was refused."""

    sections: list[tuple[str, list[str]]]
    refused: bool


def codes(root: Path, day: date, limit: int) -> Told:
    """The rate and its counted rows, what waits, and the return.

    Raises:
        NothingToExplainError: nothing is published yet.
    """
    with released(root) as release:
        rate, doubts = release.rows(RATE), release.rows(SHOWN, limit)
    done = write_return(root, day)
    sections = [
        ("重错码率 T02-04 / wrong and double codes", [_rate(row) for row in rate]),
        ("计入及有关的行 / the rows behind it", [_doubt(row) for row in doubts]),
        ("待登记管理部门处理 / waiting for the registrar", [_waits(row) for row in done.waiting]),
        (f"{SHEET} / the return", _outcome(done)),
    ]
    return Told(sections, refused=bool(done.breaches))


def checked(root: Path, file: Path, day: date) -> Told:
    """The same check of any file: the form may have passed through other hands since it was written.

    Raises:
        NothingToExplainError: nothing is published yet.
    """
    with released(root) as release:
        found = breaches(file.read_bytes(), form_titles(), known_of(release, day))
    verdict = list(map(str, found)) or ["复核通过 / nothing to refuse"]
    return Told([(f"复核 / check of {file}", verdict)], refused=bool(found))


RATE = """
    select unit, numerator, denominator, value, target_operator, target_value, status, reason
    from indicator_values where indicator_id = 'T02-04' and part is null order by unit_kind, unit
"""
SHOWN = """
    select d.*, b.source_uri from code_doubts as d
    left join feed_batches as b on d.feed_id = b.feed_id and d.batch_id = b.batch_id
    order by d.is_counted desc, d.department, d.shared nulls last, d.code, d.source_row limit ?
"""


def _rate(row: Row) -> str:
    if row["value"] is None:
        return f"{row['unit']}  未知 / unknown ({row['reason']})"
    per_10000 = float(row["value"]) * 10_000
    target = (
        f"{row['target_operator']} {float(row['target_value']) * 10_000:g}‱" if row["target_value"] else ""
    )
    counted = f"{int(row['numerator'])} / {int(row['denominator'])}"
    return f"{row['unit']}  {counted} = {per_10000:.2f}‱  目标 {target}  {row['status']}"


def _doubt(row: Row) -> str:
    counted = "计入" if row["is_counted"] else "不计"
    did = f"标识位 {row['operation']}" if row["operation"] else "未处理"
    shown = [counted, row["problem"], row["code"] or NO_CODE, row["name"], row["department"],
             row["reason"], row["rule_id"], did, f"← {words.place(row)}"]  # fmt: skip
    return "  ".join(part for part in shown if part)


def _waits(row: Row) -> str:
    said = (row["department"], row["problem"], row["code"] or NO_CODE, row["name"])
    return "  ".join(str(part) for part in said if part)


def _outcome(done: Returned) -> list[str]:
    if done.path:
        return [f"{done.path}  {done.rows} 行 / rows，已复核 / checked"]
    if done.breaches:
        return ["不放行 / refused:", *map(str, done.breaches)]
    return ["没有已处理的重错码，不写文件 / nothing decided: no file"]
