"""The return of wrong and double codes: right as written, and refused for whatever a hand can break in it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from orchestration.code_return import form_titles, workbook
from quality import code_return
from quality.code_return import Breach, Known, Standing, breaches, flags_taken
from simulator.codes import credit_code, organisation_code
from tests.unit.orchestration.parts import other_part, swapped

FLAGS = ("0", "1", "2")
TITLES = form_titles()
TYPED = ("department", "name", "code", "body", "problem", "operation", "new_code", "decided_by", "decided_on")


def code(number: int, pair: str = "91") -> str:
    """A right code."""
    return credit_code(pair, "211102", organisation_code(f"MA{number:06d}"))


SHARED, TWIN, FRESH = code(1), credit_code("93", "211103", code(1)[8:17]), code(2)
WRONG = SHARED[:-1] + ("A" if SHARED[-1] != "A" else "B")
STANDING = (
    Standing(SHARED, "甲公司", "主体标识码重复"),
    Standing(SHARED, "乙公司", "主体标识码重复"),
    Standing(TWIN, "丙合作社", "主体标识码重复"),
    Standing(WRONG, "丁公司", "错码"),
)
KNOWN = Known(STANDING, lambda body: body == SHARED[8:17] or body == code(9)[8:17], frozenset(FLAGS))
Cells = dict[str, str]
SAYS = "主体标识码重复"


def row(name: str, said: str, operation: str, new_code: str = "", problem: str = SAYS) -> Cells:
    """A row of the form."""
    body = "" if problem == "错码" else said[8:17]
    values = ("市市场监管局", name, said, body, problem, operation, new_code, "王工", "2026-10-20")
    return dict.fromkeys(TITLES, "") | dict(zip(TYPED, values, strict=True))


def good() -> list[Cells]:
    """甲 keeps the code, 乙 gets a new one, 丙's is deleted; the wrong one is replaced."""
    return [
        row("甲公司", SHARED, "2"),
        row("乙公司", SHARED, "0", FRESH),
        row("丙合作社", TWIN, "1"),
        row("丁公司", WRONG, "0", code(3), problem="错码"),
    ]


def told(rows: list[Cells], known: Known = KNOWN) -> list[Breach]:
    """What the check says of a form with these rows."""
    return breaches(workbook(rows, sorted(known.flags)), TITLES, known)


def test_the_form_as_written_is_released() -> None:
    assert told(good()) == []


def test_the_survivor_need_not_stand_in_the_form() -> None:
    assert told(good()[1:]) == []


ROWS: list[tuple[str, int, str, Callable[[list[Cells]], object]]] = [
    ("ROW-EMPTY", 2, "decided_by", lambda rows: rows[0].update(decided_by="")),
    ("ROW-CHARS", 2, "decided_by", lambda rows: rows[0].update(decided_by=" 王工")),
    ("ROW-CHARS", 2, "decided_by", lambda rows: rows[0].update(decided_by="王\u200b工")),
    ("ROW-CHARS", 2, "remark", lambda rows: rows[0].update(remark="=1+1")),
    ("ROW-CHARS", 3, "new_code", lambda rows: rows[1].update(new_code="９" + FRESH[1:])),
    ("ROW-TWICE", 2, "code", lambda rows: rows.append(dict(rows[0]))),
    ("ROW-DATE", 2, "decided_on", lambda rows: rows[0].update(decided_on="2026年10月20日")),
    ("FLAG-ROUND", 4, "operation", lambda rows: rows[2].update(operation="3")),
    ("FLAG-ONE-KEPT", 3, "operation", lambda rows: rows[1].update(operation="2", new_code="")),
    ("FLAG-WRONG", 5, "operation", lambda rows: rows[3].update(operation="2", new_code="")),
    ("CODE-UNKNOWN", 2, "code", lambda rows: rows[0].update(name="甲有限公司")),
    ("CODE-PROBLEM", 2, "problem", lambda rows: rows[0].update(problem="一码多赋")),
    ("CODE-BODY", 2, "body", lambda rows: rows[0].update(body="")),
    ("CODE-ONE-LEFT", 2, "body", lambda rows: rows.pop(2)),
    ("NEW-MISSING", 3, "new_code", lambda rows: rows[1].update(new_code="")),
    ("NEW-UNWANTED", 4, "new_code", lambda rows: rows[2].update(new_code=FRESH)),
    ("NEW-WRONG", 3, "new_code", lambda rows: rows[1].update(new_code=FRESH[:-1] + "0")),
    ("NEW-TWICE", 3, "new_code", lambda rows: rows[3].update(new_code=FRESH)),
    ("NEW-TAKEN", 3, "new_code", lambda rows: rows[1].update(new_code=code(9, "93"))),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "number", "column", "spoil"), ROWS)
def test_a_row_that_would_be_refused_is_named(
    rule: str, number: int, column: str, spoil: Callable[[list[Cells]], object]
) -> None:
    rows = good()
    spoil(rows)
    found = {(breach.rule, breach.row, breach.column) for breach in told(rows)}
    assert (rule, number, TITLES[column]) in found


def part(name: str, before: str, after: str) -> Callable[[bytes], bytes]:
    """A hand that changes one place in one part of the workbook."""
    return lambda content: swapped(content, name, before, after)


SHEET_XML, STYLES, BOOK = "xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml"
BEYOND = '<c r="K5" s="1" t="s"><v>0</v></c></row></sheetData>'


def later_row(content: bytes) -> bytes:
    """The last row moved down by one, so that an empty one is left."""
    for column in "ABCDEFGHIJ":
        content = swapped(content, SHEET_XML, f'"{column}5"', f'"{column}6"')
    return swapped(content, SHEET_XML, '<row r="5"', '<row r="6"')


FORMS: list[tuple[str, Callable[[bytes], bytes]]] = [
    ("FORM-FILE", lambda _: b"not a workbook"),
    ("FORM-FILE", lambda content: content[: len(content) // 2]),
    ("FORM-FILE", part(SHEET_XML, "<sheetData>", "<sheetData><row>")),
    ("FORM-HEADER", part("xl/sharedStrings.xml", "数据操作标识位", "操作标识")),
    ("FORM-SHEETS", part(BOOK, 'name="重错码纠错回传表"', 'name="Sheet1"')),
    ("FORM-SHEETS", part(BOOK, "</sheets>", '<sheet name="备份" sheetId="2" r:id="rId9"/></sheets>')),
    ("FORM-PARTS", other_part("xl/vbaProject.bin", b"macro")),
    ("FORM-LOCKED", part(SHEET_XML, 'sheetProtection sheet="1"', 'sheetProtection sheet="0"')),
    ("FORM-PRINT", part(SHEET_XML, 'orientation="landscape"', 'orientation="portrait"')),
    ("FORM-PRINT", part(SHEET_XML, 'fitToPage="1"', 'fitToPage="0"')),
    ("FORM-PRINT", part(BOOK, "_xlnm.Print_Titles", "_xlnm.Print_Other")),
    ("FORM-SHAPE", part(SHEET_XML, "<sheetProtection", '<mergeCells count="1"/><sheetProtection')),
    ("FORM-SHAPE", part(SHEET_XML, '<row r="3"', '<row r="3" hidden="1"')),
    ("FORM-GAP", later_row),
    ("FORM-EXTRA", part(SHEET_XML, "</row></sheetData>", BEYOND)),
    ("FORM-TEXT", part(SHEET_XML, '<c r="F2" s="1" t="s">', '<c r="F2" s="1">')),
    ("FORM-TEXT", part(SHEET_XML, '<c r="F2" s="1" t="s">', '<c r="F2" s="1" t="s"><f>1+1</f>')),
    ("FORM-CELL", part(SHEET_XML, '<c r="F2" s="1" ', '<c r="F2" s="0" ')),
    ("FORM-CELL", part(STYLES, 'applyAlignment="1">', 'applyAlignment="1"><protection locked="0"/>')),
    ("FORM-LIST", part(SHEET_XML, 'sqref="F2:F5"', 'sqref="F2:F4"')),
    ("FORM-LIST", part(SHEET_XML, '"0,1,2"', '"0,1,2,3"')),
    ("FORM-SEAL", part("xl/sharedStrings.xml", "王工", "李工")),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "spoil"), FORMS)
def test_a_form_somebody_changed_is_refused(rule: str, spoil: Callable[[bytes], bytes]) -> None:
    found = breaches(spoil(workbook(good(), FLAGS)), TITLES, KNOWN)
    assert rule in {breach.rule for breach in found}


def test_a_form_without_rows_is_refused() -> None:
    assert "FORM-EMPTY" in {breach.rule for breach in told([])}


def test_every_rule_has_a_hand_that_breaks_it() -> None:
    source = Path(code_return.__file__).read_text(encoding="utf-8")
    rules = set(re.findall(r'"((?:FORM|ROW|FLAG|CODE|NEW)-[A-Z-]+)"', source))
    assert rules == {rule for rule, *_ in ROWS} | {rule for rule, _ in FORMS} | {"FORM-EMPTY"}


def test_a_round_that_takes_deletions_only_refuses_the_others() -> None:
    """As in Baoji in June 2023: one 0 or 2 in it, and the whole city's file is not taken."""
    deletions = Known(STANDING, KNOWN.is_taken, frozenset({"1"}))
    assert {(b.row, b.rule) for b in told(good(), deletions)} == {(n, "FLAG-ROUND") for n in (2, 3, 5)}
    both_gone = [row("乙公司", SHARED, "1"), row("丙合作社", TWIN, "1")]
    assert told(both_gone, deletions) == []


def test_the_message_says_row_column_and_rule() -> None:
    rows = good()
    rows[1]["new_code"] = ""
    [breach] = [breach for breach in told(rows) if breach.rule == "NEW-MISSING"]
    assert str(breach).startswith("第 3 行 新统一社会信用代码 [NEW-MISSING] ")


def test_the_round_is_dated_policy() -> None:
    assert flags_taken(date(2018, 12, 31)) == frozenset()
    assert flags_taken(date(2026, 10, 31)) == frozenset(FLAGS)


def test_an_entity_in_the_file_is_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("nobody may see this", encoding="utf-8")
    entity = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]><sst '
    content = swapped(workbook(good(), FLAGS), "xl/sharedStrings.xml", "<sst ", entity)
    content = swapped(content, "xl/sharedStrings.xml", "甲公司", "&e;")
    assert "nobody may see" not in " ".join(map(str, breaches(content, TITLES, KNOWN)))


def test_the_file_is_a_plain_workbook() -> None:
    with zipfile.ZipFile(io.BytesIO(workbook(good(), FLAGS))) as archive:
        assert archive.testzip() is None
