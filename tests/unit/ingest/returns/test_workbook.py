"""The return workbook: the sender's layout, its own values, what is wrong and where. Read by other means."""

from __future__ import annotations

import re
import stat
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from ingest.returns.writing import write_returns
from tests.unit.ingest.returns.loop import CATALOGUE, Loop, by_changes, read, write

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
# the header as this sender has it: another order, a synonym, a column of its own
CSV = """户号,用户名称,抄表员,用户类别,欠费账期,欠费金额(元),身份证号
1,盘锦甲商店,张三,居民,2026-08,12.50,
00262,'=HYPERLINK("x"),-李四,公司,2026-08,若干,211103199912310024
3,盘锦丙商店,王五,居民,2026-08,12.50,
"""


@pytest.fixture
def water(tmp_path: Path) -> Loop:
    return Loop(tmp_path, by_changes("water_arrears"))


def part(path: Path, name: str) -> etree._Element:
    with zipfile.ZipFile(path) as book:
        return etree.fromstring(book.read(name))


def test_the_layout_is_the_senders(water: Loop) -> None:
    path = water.returned(water.send(CSV))

    assert path.relative_to(water.root).parts[:3] == ("returns", "市水务集团", "water_arrears")
    header, row = read(path)
    assert header[:7] == CSV.splitlines()[0].split(",")
    assert header[7:] == ["四库退件原因", "四库修改建议", "四库退件行号"]
    assert row[:7] == [
        "00262",
        "''=HYPERLINK(\"x\")",
        "'-李四",
        "公司",
        "2026-08",
        "若干",
        "211103199912310024",
    ]


def test_reason_and_suggestion_are_told_in_chinese(water: Loop) -> None:
    _, row = read(water.returned(water.send(CSV)))

    assert row[7] is not None
    assert row[8] is not None
    assert "「用户类别」的值「公司」不在规定的取值中" in row[7]
    assert "「欠费金额(元)」的值「若干」不是金额" in row[7]
    assert "可填：单位、居民" in row[8]


def test_the_wrong_cells_have_comments_and_a_colour(water: Loop) -> None:
    path = water.returned(water.send(CSV))

    comments = {
        node.get("ref"): "".join(node.itertext())
        for node in part(path, "xl/comments1.xml").iter(f"{MAIN}comment")
    }
    assert set(comments) == {"D2", "F2"}
    assert "规则 CODE-LIST：" in comments["D2"]
    assert "允许：只填规定的取值，可填：单位、居民" in comments["D2"]
    styles = {
        cell.get("r"): cell.get("s") for cell in part(path, "xl/worksheets/sheet1.xml").iter(f"{MAIN}c")
    }
    assert styles["D2"] == styles["F2"] != styles["A2"]


def test_no_cell_is_a_formula_or_a_number(water: Loop) -> None:
    sheet = part(water.returned(water.send(CSV)), "xl/worksheets/sheet1.xml")

    assert list(sheet.iter(f"{MAIN}f")) == []
    kinds = {cell.get("t") for cell in sheet.iter(f"{MAIN}c") if len(cell)}
    assert kinds == {"s"}  # a text, in the workbook's table of texts


def test_the_header_is_frozen_and_the_row_ids_are_locked(water: Loop) -> None:
    path = water.returned(water.send(CSV))

    sheet = part(path, "xl/worksheets/sheet1.xml")
    pane = next(sheet.iter(f"{MAIN}pane"))
    assert (pane.get("ySplit"), pane.get("state")) == ("1", "frozen")
    assert next(sheet.iter(f"{MAIN}sheetProtection")).get("sheet") == "1"
    shapes = part(path, "xl/styles.xml").find(f"{MAIN}cellXfs")
    locked = {}
    for cell in sheet.iter(f"{MAIN}c"):
        shape = shapes[int(cell.get("s", "0"))].find(f"{MAIN}protection")
        locked[cell.get("r")] = shape is None or shape.get("locked") != "0"
    assert not locked["A2"]
    assert not locked["F2"]
    assert locked["J2"], "the row id"


def test_the_summary_counts_by_rule(water: Loop) -> None:
    summary = dict(tuple(row[:2]) for row in read(water.returned(water.send(CSV)), "四库退件汇总"))

    assert summary["退回本工作簿的行数"] == "1"
    assert summary["读入行数"] == "3"
    assert str(summary["CODE-LIST"]).startswith("1 处：")
    assert read(water.returned(water.send(CSV)), "四库退件说明")


def test_the_same_batch_gives_the_same_bytes_and_is_not_written_twice(water: Loop) -> None:
    path = water.returned(water.send(CSV))
    before, written = path.read_bytes(), path.stat().st_mtime_ns

    again = write_returns(water.root, CATALOGUE)
    assert (again.new, again.kept, path.stat().st_mtime_ns) == ([], 1, written)
    path.unlink()
    assert write_returns(water.root, CATALOGUE).new == [path]
    assert path.read_bytes() == before


def test_only_the_owner_may_read_it(water: Loop) -> None:
    path = water.returned(water.send(CSV))

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    for folder in (path.parent, path.parent.parent, water.root / "returns"):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert sorted((water.root / "returns").iterdir()) == [path.parent.parent]


def test_a_batch_without_refused_rows_has_no_workbook(water: Loop) -> None:
    water.send("\n".join(CSV.splitlines()[:2]) + "\n")

    assert write_returns(water.root, CATALOGUE).new == []


def test_a_stopped_file_gets_a_workbook_that_says_why(water: Loop) -> None:
    path = water.returned(water.send("甲,乙\n1,2\n"))

    summary = dict(tuple(row[:2]) for row in read(path))
    assert str(summary["整件停止"]).endswith("[FILE-HEADER]")


def test_sheets_keep_their_names_and_only_refused_rows_come_back(water: Loop, tmp_path: Path) -> None:
    rows: list[list[str | None]] = [list(line.split(",")) for line in CSV.splitlines()]
    sent = write(tmp_path / "八月.xlsx", [["附表"], *rows], "八月 (水)")
    path = water.returned(water.send(sent))

    found = read(path, "八月 (水)")
    assert len(found) == 2
    assert re.fullmatch(r"water_arrears:[0-9a-f]{16}:八月 \(水\):4:[0-9a-f]{4}", str(found[1][9]))


def test_one_batch_that_fails_stops_no_other(water: Loop) -> None:
    broken = water.send(CSV)
    fine = water.send(CSV.replace("00262", "00263"), day=2)
    original = water.root / "landing" / "utility_arrears" / "water_arrears" / broken.batch_id / "original.csv"
    original.write_text("用户编号,用户名称,用户类别,欠费账期,欠费金额(元)\n", encoding="utf-8")

    done = write_returns(water.root, CATALOGUE)

    assert [path.stem for path in done.new] == [fine.batch_id]
    assert len(done.failures) == 1
    assert "siku reread" in done.failures[0]
