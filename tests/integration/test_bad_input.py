"""Bad input: a clear message in Chinese and English, the run goes on, nothing is lost.

Every case lies in an inbox between two good files of its feed, and beside another feed.
"""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import polars as pl
import pytest

from ingest.readers import ooxml
from tests.integration import deliveries as d
from tests.integration.deliveries import TITLES, as_csv, as_xlsx, grid, penalties, penalty

SHEET1, TEXTS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
SPREADSHEETML = (
    b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet>&b;</Worksheet></Workbook>'
)


@dataclass(frozen=True)
class Said:
    """Where a finding points, its rule, and what its two messages must contain."""

    rule: str
    zh: str
    en: str
    row: int | None = None
    column: str | None = None
    sheet: str | None = None


@dataclass(frozen=True)
class Case:
    """A file, what is said of it, and its rows by state; no state at all means that the file is stopped."""

    name: str
    content: Callable[[], bytes]
    said: tuple[Said, ...] = ()
    rows: dict[str, int] = field(default_factory=dict)
    stopped: bool = False


def rewritten(workbook: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """The workbook with one of its parts changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return out.getvalue()


def with_empty_rows(sheet: bytes) -> bytes:
    rows = b"".join(b'<row r="%d"/>' % number for number in range(4, 1_000_004))
    return sheet.replace(b"</sheetData>", rows + b"</sheetData>")


def lying_bomb(unpacked: int) -> bytes:
    """A workbook whose texts unpack to many megabytes and declare a thousand bytes."""
    bomb = b"<si><t>" + b"A" * unpacked + b"</t></si></sst>"
    book = rewritten(as_xlsx(grid(penalties(1))), TEXTS, lambda xml: xml.replace(b"</sst>", bomb))
    data = bytearray(book)
    entry = data.rfind(b"PK\x01\x02", 0, data.rfind(TEXTS.encode()))  # APPNOTE.TXT 4.3.12
    struct.pack_into("<I", data, entry + 24, 1000)
    (local,) = struct.unpack_from("<I", data, entry + 42)
    struct.pack_into("<I", data, local + 22, 1000)
    return bytes(data)


def with_foreign_path(workbook: bytes) -> bytes:
    out = io.BytesIO(workbook)
    with zipfile.ZipFile(out, "a") as book:
        book.writestr("../../../outside.txt", "out")
    return out.getvalue()


def wide(extra: int) -> dict[str, str]:
    return TITLES | {f"more{number}": f"列{number}" for number in range(extra)}


def line(row: dict[str, str], encoding: str = "utf-8") -> bytes:
    return as_csv([row], encoding=encoding).partition(b"\n")[2]


BLANK_LINES = (b"," * (len(TITLES) - 1) + b"\n") * 1_000_000
MORE = 16_384 - len(TITLES)
NAME, FORMULA = TITLES["party_name"], '=HYPERLINK("http://a.example","甲")'
RENAMED = TITLES | {"document_no": "文件编号", "facts": "情况"}
BLANK = Said("FILE-BLANK-ROWS", "1,000,000 个空行，已略过", "1,000,000 blank rows were passed over")
SIZE = {
    "zh": f"表头有 {MORE} 个不认识的列，标准只有 {len(TITLES)} 列",
    "en": f"{MORE} unknown columns in the header, the standard has {len(TITLES)}",
}

CASES = [
    Case("empty.csv", lambda: b"", (Said("FILE-EMPTY", "文件是空的", "the file is empty"),), stopped=True),
    Case(
        "header.csv",
        partial(as_csv, []),
        (Said("FILE-HEADER-ONLY", "只有表头，没有数据行", "a header and no rows", 1),),
    ),
    Case(
        "header.xlsx",
        lambda: as_xlsx(grid([])),
        (Said("FILE-HEADER-ONLY", "只有表头，没有数据行", "a header and no rows", 1, sheet="行政处罚"),),
    ),
    Case(
        "arrears.csv",
        "户号,户名,用户类别,账期,欠费金额\n1,甲,居民,2024-01,5\n".encode,
        (Said("FILE-HEADER", "找不到表头，没有一个认识的列名", "no known title in the first 50", 1),),
        stopped=True,
    ),
    Case(
        "cut.xlsx",
        lambda: as_xlsx(grid(penalties(1, 2)))[:3000],
        (Said("FILE-CONTAINER", "已损坏或不完整", "damaged or cut off"),),
        stopped=True,
    ),
    Case(
        "blank.csv",
        lambda: as_csv(penalties(1, 2)) + BLANK_LINES + line(penalty(document_no="末号")),
        (BLANK,),
        {"accepted": 3},
    ),
    Case(
        "blank.xlsx",
        lambda: rewritten(as_xlsx(grid(penalties(1, 2))), SHEET1, with_empty_rows),
        (BLANK,),
        {"accepted": 2},
    ),
    Case(
        "wide.csv",
        lambda: as_csv(penalties(1), wide(MORE)),
        (Said("FILE-SIZE", **SIZE, row=1),),
        stopped=True,
    ),
    Case(
        "wide.xlsx",
        lambda: as_xlsx(grid(penalties(1), wide(MORE))),
        (Said("FILE-SIZE", **SIZE, row=1, sheet="行政处罚"),),
        stopped=True,
    ),
    Case(
        "nul.csv",
        lambda: as_csv([penalty(content="罚款\x005000元"), *penalties(2)]),
        (
            Said(
                "TEXT-CONTROL",
                "「处罚内容」的内容「罚款␀5000元」",
                "content: 罚款␀5000元 contains",
                2,
                "content",
            ),
        ),
        {"accepted": 1, "question": 1},
    ),
    Case(
        "nuls.csv", lambda: bytes(5000), (Said("FILE-CONTAINER", "文件不是文本", "is no text"),), stopped=True
    ),
    Case(
        "long.xlsx",
        lambda: as_xlsx(grid([penalty(party_name="盘" * 300), *penalties(2)])),
        (
            Said(
                "TEXT-LENGTH",
                "「行政相对人名称」的内容超过规定长度",
                "party_name: the text is longer",
                2,
                "party_name",
                "行政处罚",
            ),
        ),
        {"accepted": 1, "question": 1},
    ),
    Case(
        "future.csv",
        lambda: as_csv([*penalties(2), penalty(decided_on="2024-11-01")]),
        (
            Said(
                "DATE-FUTURE",
                "「2024-11-01」在收到之日以后",
                "2024-11-01 lies after the day of receipt",
                3,
                "decided_on",
            ),
        ),
        {"accepted": 1, "question": 1},
    ),
    Case(
        "month13.csv",
        lambda: as_csv([*penalties(2), penalty(decided_on="2019-13-45")]),
        (
            Said(
                "DATE-REAL",
                "「2019-13-45」是不存在的日期",
                "2019-13-45 is a day that does not exist",
                3,
                "decided_on",
            ),
        ),
        {"accepted": 1, "rejected": 1},
    ),
    Case(
        "mixed.csv",
        lambda: as_csv(penalties(1, 2)) + line(penalty(), "gb18030"),
        (Said("FILE-ENCODING", "以 UTF-8 开头，但第 4 行", "begins as UTF-8, but the bytes", 4),),
        stopped=True,
    ),
    Case(
        "mixed the other way.csv",
        lambda: as_csv(penalties(1, 2), encoding="gb18030") + line(penalty()),
        (Said("FILE-ENCODING", "以 GB18030 开头，但第 4 行", "begins as GB18030, but the bytes", 4),),
        stopped=True,
    ),
    Case(
        "twice.csv",
        lambda: as_csv(penalties(1, 2, 1)),
        (Said("ROW-DUPLICATE", "与第 2 行完全相同，只计一次", "repeats row 2 and is counted once", 4),),
        {"accepted": 2, "duplicate": 1},
    ),
    Case(
        "versions.csv",
        lambda: as_csv([*penalties(1, 2), penalty(content="罚款6000元")]),
        (
            Said(
                "ROW-VERSIONS",
                "与第 2 行是同一记录的两个版本，以本行为准",
                "another version of the record in row 2",
                4,
            ),
        ),
        {"accepted": 3},
    ),
    Case(
        "renamed.csv",
        lambda: as_csv(penalties(1, 2), RENAMED),
        (
            Said(
                "FILE-COLUMNS",
                "缺少必需的列 2 个：“行政处罚决定书文号”（最接近的列名：“文件编号”）、“违法事实”",
                "columns are missing or renamed: “行政处罚决定书文号” (nearest: “文件编号”), “违法事实”",
                1,
            ),
        ),
        stopped=True,
    ),
    Case(
        "extra.csv",
        lambda: as_csv([row | {"clerk": "张三"} for row in penalties(1, 2)], TITLES | {"clerk": "经办人"}),
        (Said("FILE-EXTRA-COLUMN", "多出一列“经办人”", "unknown extra column “经办人”", 1),),
        {"accepted": 2},
    ),
    Case(
        "entities.xls",
        lambda: b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + SPREADSHEETML,
        (Said("FILE-CONTAINER", "含有 DOCTYPE 声明，不予读取", "holds a document type declaration"),),
        stopped=True,
    ),
    Case(
        "outside.xls",
        lambda: (
            b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>' + SPREADSHEETML
        ),
        (Said("FILE-CONTAINER", "含有 DOCTYPE 声明，不予读取", "holds a document type declaration"),),
        stopped=True,
    ),
    Case(
        "lying bomb.xlsx",
        lambda: lying_bomb(64 << 20),
        (Said("FILE-CONTAINER", "已损坏或不完整", "damaged or cut off"),),
        stopped=True,
    ),
    Case("paths.xlsx", lambda: with_foreign_path(as_xlsx(grid(penalties(1)))), (), {"accepted": 1}),
    Case("a'b\"c\n;$(x) && ..\\..\\x.csv", lambda: as_csv(penalties(1)), (), {"accepted": 1}),
    Case("1." + "处" * 84, lambda: as_csv(penalties(1)), (), {"accepted": 1}),
    Case("formula.xlsx", lambda: as_xlsx(grid([penalty(party_name=FORMULA)])), (), {"accepted": 1}),
    Case("formula.csv", lambda: as_csv([penalty(party_name="=cmd|' /C calc'!A0")]), (), {"accepted": 1}),
    Case(
        "sql.csv", lambda: as_csv([penalty(document_no="1'); drop table subjects; --")]), (), {"accepted": 1}
    ),
]


@contextmanager
def between_good_files(root: Path, name: str | bytes, content: bytes) -> Iterator[d.Manifest]:
    """Pull the file between two good ones; what is around it must land, and hold, whatever it is."""
    before, after, other = (as_csv(penalties(number)) for number in (7001, 7002, 7003))
    d.put(root, "before.csv", before, minute=0)
    d.put(root, name, content, minute=1)
    d.put(root, "after.csv", after, minute=2)
    d.put(root, "other.csv", other, feed=d.OTHER_FEED)

    outcome, beside = d.pull(root), d.pull(root, d.OTHER_FEED)

    assert outcome.failures == beside.failures == []
    first, manifest, last = outcome.new
    for good, sent in ((first, before), (last, after), (beside.new[0], other)):
        assert (good.state, good.accepted, good.rows_read) == ("landed", 1, 1)
        d.assert_conserved(root, good, sent)
    d.assert_conserved(root, manifest, content)
    yield manifest
    d.assert_nothing_half_made(root)
    assert d.pull(root).new == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name[:30])
def test_it_is_said_clearly_and_nothing_is_lost(case: Case, tmp_path: Path) -> None:
    with between_good_files(tmp_path, case.name, case.content()) as manifest:
        assert Path(manifest.source_uri).name == Path(case.name).name
        assert manifest.state == ("stopped" if case.stopped else "landed")
        assert {s: n for s in d.LANDED_STATES if (n := getattr(manifest, s))} == case.rows
        found = d.questions(tmp_path, manifest)
        places = [(q["rule_id"], q["source_sheet"], q["source_row"], q["column"]) for q in found]
        assert places == [(said.rule, said.sheet, said.row, said.column) for said in case.said]
        for question, said in zip(found, case.said, strict=True):
            assert said.zh in question["message_zh"]
            assert said.en in question["message_en"]
        if case.stopped:
            assert manifest.stop is not None
            assert manifest.stop.rule_id == case.said[0].rule


def test_a_name_in_gbk_bytes_is_shown_as_it_was_meant(tmp_path: Path) -> None:
    with between_good_files(tmp_path, "处罚.csv".encode("gb18030"), as_csv(penalties(1))) as manifest:
        assert manifest.source_uri == f"inbox/{d.FEED}/处罚.csv"
        assert manifest.accepted == 1


def test_a_declared_bomb_is_refused_before_it_is_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = rewritten(
        as_xlsx(grid(penalties(1))), "docProps/app.xml", lambda xml: xml + b"<!--" + bytes(4 << 20) + b"-->"
    )
    assert len(book) < 1 << 16
    monkeypatch.setattr(ooxml, "MAX_UNPACKED_BYTES", 4 << 20)

    with between_good_files(tmp_path, "bomb.xlsx", book) as manifest:
        assert manifest.stop is not None
        assert manifest.stop.rule_id == "FILE-SIZE"
        assert "超过上限 4 MB" in manifest.stop.message_zh


@pytest.mark.parametrize(
    "value", ["=cmd|' /C calc'!A0", '"; delete from subjects; --', "{value}{detail}{column}", "甲\n乙"]
)
def test_a_hostile_cell_is_a_text_like_any_other(value: str, tmp_path: Path) -> None:
    d.put(tmp_path, "hostile.csv", as_csv([penalty(party_name=value)]))

    (manifest,) = d.pull(tmp_path).new

    assert d.rows_of(tmp_path, manifest)["party_name"].to_list() == [value]


def test_the_raw_value_of_a_held_row_is_kept(tmp_path: Path) -> None:
    d.put(tmp_path, "dates.csv", as_csv([penalty(decided_on="2019-13-45", extra="")]))

    (manifest,) = d.pull(tmp_path).new

    (question,) = d.questions(tmp_path, manifest)
    assert question["raw_value"] == "2019-13-45"
    held = pl.read_parquet(d.folder_of(tmp_path, manifest) / "held.parquet")
    assert held["decided_on"].to_list() == ["2019-13-45"]
    assert held["document_no"].to_list() == ["盘市监罚〔2024〕1号"]
