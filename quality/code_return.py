"""Refuses a return of wrong and double codes (重错码纠错回传表) that the code centre would refuse.

One mistake in it refuses the whole city's file (notice of the Baoji credit office, 2023-06-08). So the
finished file is read again, from its bytes, by code that shares nothing with the writer, and compared with
the registers: the form as handed out, the flags of the round, one holder left of every code and of its nine
characters (国发〔2015〕33号 二(三)1).
"""

from __future__ import annotations

import csv
import hashlib
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from quality.classify import classify_uscc
from quality.locked_form import LockedForm, UnreadableFormError, read_form
from quality.rules import DATA

SHEET = "重错码纠错回传表"
NEW, DELETE, KEEP = "0", "1", "2"
REQUIRED = ("department", "name", "code", "problem", "operation", "decided_by", "decided_on")
WRONG = "错码"
SEAL = 16  # characters of the seal printed on each page
DAY = re.compile(r"^20\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$")
FORMULA = ("=", "+", "-", "@")
INVISIBLE = ("Cc", "Cf", "Co")  # control, format, private use


@dataclass(frozen=True)
class Breach:
    """Why the file must not be sent: where, which rule, and what to do, in Chinese and English."""

    row: int | None
    column: str | None
    rule: str
    message: str

    def __str__(self) -> str:
        """Row, column, rule and message in one line."""
        place = "整个文件" if self.row is None else f"第 {self.row} 行"
        return f"{place} {self.column or '–'} [{self.rule}] {self.message}"


@dataclass(frozen=True)
class Standing:
    """A row of the registers whose code is in doubt: what the return speaks about."""

    code: str
    name: str
    problem: str

    @property
    def body(self) -> str | None:
        """The nine characters others may share; a wrong code has none."""
        return None if self.problem == WRONG else self.code[8:17]


@dataclass(frozen=True)
class Known:
    """What the return is compared with.

    Attributes:
        standing: every row of the registers in doubt, decided or not.
        is_taken: whether nine characters stand in any code of the registers.
        flags: the operation flags this round takes.
    """

    standing: Sequence[Standing]
    is_taken: Callable[[str], bool]
    flags: frozenset[str]


Row = tuple[int, dict[str, str]]  # number in the sheet, cells by column name


def flags_taken(day: date) -> frozenset[str]:
    """The operation flags that the round in force on a day takes (``data/code_return_flags.csv``)."""
    with (DATA / "code_return_flags.csv").open(encoding="utf-8", newline="") as lines:
        return frozenset(
            row["flag"]
            for row in csv.DictReader(lines)
            if row["accepted"] == "true"
            and row["valid_from"] <= day.isoformat() < (row["valid_to"] or "9999-12-31")
        )


def seal_of(rows: Iterable[Sequence[str]]) -> str:
    """Sixteen characters that change with any cell: printed on the stamped copy, they tie it to the file."""
    digest = hashlib.sha256()
    for row in rows:
        digest.update("\x1f".join(row).encode() + b"\x1e")
    return digest.hexdigest()[:SEAL]


def breaches(content: bytes, titles: Mapping[str, str], known: Known) -> list[Breach]:
    """Everything for which the finished file must not be sent, in the order of its rows.

    Args:
        content: bytes of the workbook.
        titles: column name → title, in the order of the form (standard ``code_corrections``).
        known: the registers and the round.
    """
    try:
        form = read_form(content)
    except UnreadableFormError as error:
        return [Breach(None, None, "FORM-FILE", f"不是可读的 xlsx / not a readable workbook: {error}")]
    rows = _rows(form, titles)
    found = [
        *_form_breaches(form, titles, rows),
        *_list_breaches(form, titles, rows, known.flags),
        *_row_breaches(rows, known),
        *_register_breaches(rows, known),
        *_new_code_breaches(rows, known),
    ]
    spoken = [Breach(b.row, titles.get(b.column or "", b.column), b.rule, b.message) for b in found]
    return sorted(spoken, key=lambda breach: (breach.row or 0, breach.rule))


def _rows(form: LockedForm, titles: Mapping[str, str]) -> list[Row]:
    names = list(titles)
    cells: dict[int, dict[str, str]] = defaultdict(lambda: dict.fromkeys(names, ""))
    for cell in form.cells:
        if cell.row > 1 and cell.column <= len(names):
            cells[cell.row][names[cell.column - 1]] = cell.text
    return sorted(cells.items())


def _form_breaches(form: LockedForm, titles: Mapping[str, str], rows: list[Row]) -> Iterator[Breach]:
    """The form as it was handed out: nothing moved, nothing unlocked, nothing added."""
    header = [cell.text for cell in form.cells if cell.row == 1]
    numbers = [number for number, _ in rows]
    checks = (
        ("FORM-HEADER", header == list(titles.values()), f"表头被改动 / the header was changed: {header}"),
        ("FORM-SHEETS", form.sheets == (SHEET,), f"工作表不是一张 {SHEET} / other sheets: {form.sheets}"),
        ("FORM-PARTS", not form.foreign_parts, f"文件含多余部件 / foreign parts: {form.foreign_parts}"),
        ("FORM-LOCKED", form.is_protected, "工作表未锁定 / the sheet is not protected"),
        ("FORM-PRINT", form.is_landscape and form.fits_width and form.repeats_header,
         "打印格式被改动 / the print layout was changed"),
        ("FORM-SHAPE", not form.has_merged_or_hidden, "有合并或隐藏的行列 / merged or hidden cells"),
        ("FORM-EMPTY", bool(rows), "没有数据行 / no rows"),
        ("FORM-GAP", numbers == list(range(2, len(rows) + 2)), "数据行之间有空行 / empty rows between rows"),
        ("FORM-SEAL", seal_of(list(cells.values()) for _, cells in rows) in form.footer,
         "页脚校验号与内容不符，盖章件将与电子件不一致 / the seal in the footer is not that of the cells"),
    )  # fmt: skip
    yield from (Breach(None, None, rule, message) for rule, kept, message in checks if not kept)
    yield from _cell_breaches(form, list(titles))


def _cell_breaches(form: LockedForm, names: list[str]) -> Iterator[Breach]:
    for cell in form.cells:
        if cell.column > len(names):
            yield Breach(cell.row, f"第 {cell.column} 列", "FORM-EXTRA", "表外有内容 / beyond the form")
        elif cell.text and not cell.is_text:
            yield Breach(cell.row, names[cell.column - 1], "FORM-TEXT", "单元格不是文本 / not a text")
        elif not (cell.as_text and cell.is_locked):
            message = "单元格未锁为文本 / not locked as text"
            yield Breach(cell.row, names[cell.column - 1], "FORM-CELL", message)


def _list_breaches(
    form: LockedForm, titles: Mapping[str, str], rows: list[Row], flags: frozenset[str]
) -> Iterator[Breach]:
    """The drop-down list of the flag reaches every row and offers what the round takes, nothing else."""
    letter = chr(ord("A") + list(titles).index("operation"))
    wanted = f"{letter}2:{letter}{len(rows) + 1}" if len(rows) > 1 else f"{letter}2"
    offered = dict(form.lists).get(wanted)
    if offered is None or set(offered.strip('"').split(",")) != flags:
        yield Breach(None, "operation", "FORM-LIST", f"下拉清单被改动 / the drop-down list is {offered}")


def _row_breaches(rows: list[Row], known: Known) -> Iterator[Breach]:
    """What a row says by itself."""
    seen = Counter((cells["code"], cells["name"]) for _, cells in rows)
    for number, cells in rows:
        yield from _text_breaches(number, cells)
        if seen[cells["code"], cells["name"]] > 1:
            yield Breach(number, "code", "ROW-TWICE", "同一机构同一代码出现两次 / the same row twice")
        if cells["operation"] not in known.flags:
            took = "、".join(sorted(known.flags))
            message = f"本轮只受理 {took} / this round takes these flags only: {cells['operation']!r}"
            yield Breach(number, "operation", "FLAG-ROUND", message)
        if not DAY.match(cells["decided_on"]):
            yield Breach(number, "decided_on", "ROW-DATE", "不是年-月-日 / not a date")


def _text_breaches(number: int, cells: dict[str, str]) -> Iterator[Breach]:
    for column, text in cells.items():
        if not text and column in REQUIRED:
            yield Breach(number, column, "ROW-EMPTY", "必填而为空 / required, but empty")
        if not _is_clean(text):
            message = "首尾空白、全角或控制字符、公式符号 / blanks, full-width, control, formula"
            yield Breach(number, column, "ROW-CHARS", message)


def _is_clean(text: str) -> bool:
    """No blanks around it, nothing invisible, no full-width letters, nothing a spreadsheet calculates."""
    if text != text.strip() or text.startswith(FORMULA):
        return False
    if any(unicodedata.category(letter) in INVISIBLE for letter in text):
        return False
    return not any(
        "！" <= letter <= "～" and unicodedata.normalize("NFKC", letter).isalnum() for letter in text
    )


def _register_breaches(rows: list[Row], known: Known) -> Iterator[Breach]:
    """What a row says about the registers, and what is left there once the return is carried out."""
    standing = {(one.code, one.name): one for one in known.standing}
    said: dict[str, list[Row]] = defaultdict(list)
    for number, cells in rows:
        one = standing.get((cells["code"], cells["name"]))
        if one is None:
            yield Breach(
                number, "code", "CODE-UNKNOWN", "登记中没有此机构的此重错码 / no such doubt in the registers"
            )
            continue
        if cells["problem"] != one.problem:
            yield Breach(number, "problem", "CODE-PROBLEM", f"登记所见为{one.problem} / found: {one.problem}")
        if cells["body"] != (one.body or ""):
            yield Breach(number, "body", "CODE-BODY", "不是代码第 9 至 17 位 / not characters 9 to 17")
        if one.body is None:
            if cells["operation"] == KEEP:
                yield Breach(number, "operation", "FLAG-WRONG", "错码不能保持不变 / a wrong code cannot stay")
        else:
            said[one.body].append((number, cells))
    yield from _left_over(said, known)


def _left_over(said: Mapping[str, list[Row]], known: Known) -> Iterator[Breach]:
    holders: dict[str | None, set[tuple[str, str]]] = defaultdict(set)
    for one in known.standing:
        holders[one.body].add((one.code, one.name))
    for body, rows in said.items():
        kept = [number for number, cells in rows if cells["operation"] == KEEP]
        for number in kept[1:]:
            yield Breach(
                number, "operation", "FLAG-ONE-KEPT", f"主体标识码 {body} 只能保留一个 / only one may keep"
            )
        gone = {(c["code"], c["name"]) for _, c in rows if c["operation"] in (NEW, DELETE)}
        left = holders[body] - gone
        if len(left) > 1:
            who = "、".join(sorted(name for _, name in left))
            yield Breach(
                rows[0][0], "body", "CODE-ONE-LEFT",
                f"处理后主体标识码 {body} 仍有多个机构({who}) / more than one holder is left",
            )  # fmt: skip


def _new_code_breaches(rows: list[Row], known: Known) -> Iterator[Breach]:
    """A new code stands where one is given and nowhere else, is right, and is nobody's."""
    new = [(number, cells["new_code"]) for number, cells in rows if cells["new_code"]]
    wrong = dict(
        zip(new, classify_uscc(pl.Series([code for _, code in new], dtype=pl.String)).rule, strict=True)
    )
    bodies = Counter(code[8:17] for _, code in new)
    for number, cells in rows:
        code = cells["new_code"]
        if bool(code) != (cells["operation"] == NEW):
            rule = "NEW-UNWANTED" if code else "NEW-MISSING"
            yield Breach(number, "new_code", rule, "标识位为 0 时必填，其余为空 / filled for flag 0 only")
        elif code and wrong[number, code]:
            yield Breach(number, "new_code", "NEW-WRONG", f"新代码有误 / a wrong code: {wrong[number, code]}")
        elif code and bodies[code[8:17]] > 1:
            yield Breach(number, "new_code", "NEW-TWICE", "新代码或其主体标识码在本表重复 / given twice")
        elif code and known.is_taken(code[8:17]):
            yield Breach(number, "new_code", "NEW-TAKEN", "新代码的主体标识码已有机构使用 / already in use")
