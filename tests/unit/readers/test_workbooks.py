"""XLSX, XLS and SpreadsheetML: cells as a person sees them, and what people do to workbooks."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter
import xlwt

from ingest.readers import Column, Layout, ooxml, read_file
from ingest.readers.ooxml import column_number, measure
from tests.unit.readers.helpers import (
    FIRST,
    LAYOUT,
    SECOND,
    TITLES,
    found,
    lines,
    only_table,
    put,
    records,
    skipped,
    stopped,
    workbook,
)

VALUES = Layout((Column("name", ("项目",), required=True), Column("value", ("内容",), required=True)))
CELLS = [
    ("00261", "00261"),
    (201312142.0, "201312142"),
    (0.1, "0.1"),
    (0.2, "0.2"),
    (1234.5, "1234.5"),
    (12345678.123456, "12345678.123456"),
    (123456789.12, "123456789.12"),
    (-99999999.99, "-99999999.99"),
    (1234567890.1, "1234567890.1"),
    ("1234567.1234567", "1234567.1234567"),
    (41397, "41397"),
    (911100000000001, "911100000000001"),
    ("2026/1/2", "2026/1/2"),
]
DAY = dt.datetime(2013, 5, 3)  # noqa: DTZ001 - a cell has no time zone
DATES = [
    (DAY, "yyyy/m/d", "2013-05-03"),
    (DAY, 'yyyy"年"m"月"d"日"', "2013-05-03"),
    (DAY.replace(hour=10, minute=5, second=6), "yyyy-mm-dd hh:mm:ss", "2013-05-03 10:05:06"),
]


def xlsx_with_values() -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    sheet = book.add_worksheet("数据")
    sheet.write_row(0, 0, ("项目", "内容"))
    for row, (value, _) in enumerate(CELLS, 1):
        sheet.write_row(row, 0, ("值", value))
    for row, (day, form, _) in enumerate(DATES, len(CELLS) + 1):
        sheet.write_string(row, 0, "值")
        sheet.write_datetime(row, 1, day, book.add_format({"num_format": form}))
    last = len(CELLS) + len(DATES) + 1
    sheet.write_string(last, 0, "值")
    sheet.write_formula(last, 1, "=1/0", None, "#DIV/0!")
    book.close()
    return target.getvalue()


def xls_with_values() -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("数据")
    rows = [("项目", "内容", None), *(("值", value, None) for value, _ in CELLS)]
    rows += [("值", day, form) for day, form, _ in DATES]
    for row, (name, value, form) in enumerate(rows):
        sheet.write(row, 0, name)
        sheet.write(row, 1, value, xlwt.easyxf(num_format_str=form) if form else xlwt.Style.default_style)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


EXPECTED = [text for _, text in CELLS] + [text for *_, text in DATES]


@pytest.mark.parametrize("name", ["values.xlsx", "values.xls", "values.csv"])
def test_xlsx_cells_come_as_seen_whatever_the_name(tmp_path: Path, name: str) -> None:
    path = put(tmp_path, xlsx_with_values(), name)
    assert read_file(path, VALUES).container == "xlsx"
    assert [cells[1] for cells in records(only_table(path, VALUES)).values()] == [*EXPECTED, "#DIV/0!"]


def test_xls_cells_come_as_seen(tmp_path: Path) -> None:
    path = put(tmp_path, xls_with_values(), "values.xlsx")
    assert read_file(path, VALUES).container == "xls"
    assert [cells[1] for cells in records(only_table(path, VALUES)).values()] == EXPECTED


def test_header_at_b2_under_a_note_with_sample_row_and_footer(tmp_path: Path) -> None:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    sheet = book.add_worksheet("行政许可模板")
    sheet.merge_range(1, 1, 1, 16383, "注意:请严格按照示例填写。")
    for row, cells in {3: TITLES, 4: ("测试企业", "X", "2013-05-03", ""), 5: FIRST, 8: SECOND}.items():
        sheet.write_row(row, 1, cells)
    sheet.write(9, 1, "表格说明：一行一案。")
    sheet.data_validation(10, 1, 1048575, 1, {"validate": "list", "source": ["甲", "乙"]})
    book.close()
    table = only_table(put(tmp_path, target.getvalue()))
    assert (table.sheet, table.header_row) == ("行政许可模板", 4)
    assert list(records(table)) == [5, 6, 9]
    assert records(table)[9] == SECOND
    assert found(table) == [(5, "ROW-SAMPLE")]
    assert [(row.row, row.reason) for row in skipped(table)] == [(2, "title"), (4, "header"), (10, "note")]


def test_every_matching_sheet_is_a_table_and_others_are_named(tmp_path: Path) -> None:
    data = workbook(一季度=[TITLES, FIRST], 说明=[("填报须知",)], 空=[], 二季度=[TITLES, SECOND])
    reading = read_file(put(tmp_path, data), LAYOUT)
    assert [table.sheet for table in reading.tables] == ["一季度", "二季度"]
    assert [(finding.rule_id, finding.sheet) for finding in reading.findings] == [("FILE-SHEETS", "说明")]


def test_a_sheet_that_is_meant_and_wrong_stops_the_file(tmp_path: Path) -> None:
    data = workbook(一季度=[TITLES, FIRST], 二季度=[("企业名称", "统一社会信用代码", "日期"), SECOND])
    problem = stopped(put(tmp_path, data))
    assert (problem.rule_id, problem.sheet, problem.row) == ("FILE-COLUMNS", "二季度", 1)


def test_the_declared_sheet_alone_is_read(tmp_path: Path) -> None:
    path = put(tmp_path, workbook(甲=[TITLES, FIRST], 乙=[TITLES, SECOND]))
    reading = read_file(path, Layout(LAYOUT.columns, sheet="乙"))
    assert [records(table) for table in reading.tables] == [{2: SECOND}]
    assert stopped(path, Layout(LAYOUT.columns, sheet="丙")).rule_id == "FILE-SHEETS"


def test_two_line_header_of_merged_groups(tmp_path: Path) -> None:
    columns = tuple(
        Column(name, (title,), required=True)
        for name, title in (("unit", "单位名称"), ("xk", "行政许可产生数量"), ("cf", "行政处罚产生数量"))
    )
    rows: list[tuple[object, ...]] = [
        ("月报",),
        ("单位名称", "行政许可", None, "行政处罚"),
        ("单位名称", "产生数量", "报送数量", "产生数量"),
        ("工信局", 1, 2, 3),
    ]
    table = only_table(put(tmp_path, workbook(月报=rows)), Layout(columns))
    assert table.header_row == 3
    assert records(table) == {4: ("工信局", "1", "3", "2")}
    assert [row.reason for row in table.skipped_rows] == ["title", "header", "header"]


def test_declared_order_in_a_workbook(tmp_path: Path) -> None:
    layout = Layout(LAYOUT.columns, declared_order=("uscc", "name", "decided_on", "remark"))
    table = only_table(put(tmp_path, workbook(甲=[("a", "b", "c", "d"), (*FIRST, "多")])), layout)
    assert found(table) == [(2, "ROW-LONG")]
    assert records(table)[2] == (FIRST[1], FIRST[0], *FIRST[2:])


def test_empty_workbook_and_header_alone(tmp_path: Path) -> None:
    assert stopped(put(tmp_path, workbook(甲=[], 乙=[]))).rule_id == "FILE-EMPTY"
    reading = read_file(put(tmp_path, workbook(甲=[TITLES])), LAYOUT)
    assert [(finding.rule_id, finding.sheet) for finding in reading.findings] == [("FILE-HEADER-ONLY", "甲")]


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9, 0.99])
@pytest.mark.parametrize("build", [xlsx_with_values, xls_with_values])
def test_a_file_cut_off_is_called_damaged(tmp_path: Path, build: object, part: float) -> None:
    data = build()  # type: ignore[operator]
    problem = stopped(put(tmp_path, data[: int(len(data) * part)]), VALUES)
    assert problem.rule_id == "FILE-CONTAINER"


def test_other_archives_and_protected_workbooks_are_named(tmp_path: Path) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("data.csv", lines(TITLES, FIRST))
    assert "ZIP" in stopped(put(tmp_path, target.getvalue())).detail_en
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000) + "EncryptedPackage".encode("utf-16-le")
    assert "password" in stopped(put(tmp_path, locked)).detail_en


def sheet_xml(rows: str, dimension: str = "A1:XFD1048576") -> bytes:
    start = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    return f'{start}<dimension ref="{dimension}"/><sheetData>{rows}</sheetData></worksheet>'.encode()


def with_sheet(xml: bytes) -> bytes:
    """Replace the only sheet of a workbook."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(甲=[TITLES]))) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, xml if name == "xl/worksheets/sheet1.xml" else old.read(name))
    return target.getvalue()


def text_cells(row: int, cells: tuple[str, ...]) -> str:
    inner = "".join(
        f'<c r="{letter}{row}" t="inlineStr"><is><t>{cell}</t></is></c>'
        for letter, cell in zip("ABCD", cells, strict=True)
    )
    return f'<row r="{row}">{inner}</row>'


def test_a_million_rows_and_all_columns_of_empty_cells_cost_nothing(tmp_path: Path) -> None:
    wide = "".join(f'<c r="{"XFD" if at else "E"}3" s="1"/>' for at in range(2))
    blank = "".join(f'<row r="{row}"><c r="A{row}" s="1"/></row>' for row in range(4, 1_048_577))
    data = with_sheet(
        sheet_xml(text_cells(1, TITLES) + text_cells(2, FIRST) + f'<row r="3">{wide}</row>' + blank)
    )
    assert records(only_table(put(tmp_path, data))) == {2: FIRST}


def test_a_stray_cell_in_the_last_corner_is_named(tmp_path: Path) -> None:
    stray = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    problem = stopped(put(tmp_path, with_sheet(sheet_xml(text_cells(1, TITLES) + stray))))
    assert problem.rule_id == "FILE-SIZE"
    assert "XFD1048576" in problem.detail_zh


def test_sixteen_thousand_titles_are_no_table(tmp_path: Path) -> None:
    header = (*TITLES, *(f"列{at}" for at in range(16384 - len(TITLES))))
    assert stopped(put(tmp_path, workbook(甲=[header, FIRST]))).rule_id == "FILE-SIZE"
    assert stopped(put(tmp_path, lines(header, FIRST + ("",) * 16380))).rule_id == "FILE-SIZE"


def test_what_unpacks_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = put(tmp_path, workbook(甲=[TITLES, FIRST]))
    monkeypatch.setattr(ooxml, "MAX_UNPACKED_BYTES", 100)
    assert stopped(path).rule_id == "FILE-SIZE"


@pytest.mark.parametrize("size", [1, 7, 1 << 20])
def test_extent_counts_cells_with_content_only(size: int) -> None:
    xml = sheet_xml(
        '<row r="2"><c r="B2"><v>1</v></c><c r="AA2" s="3"/></row>'
        '<x:row r="9"><x:c r="C9"><x:v>1</x:v></x:c></x:row>'
        '<row r="10"><c r="ZZ10" s="1"/></row>'
    )
    extent = measure(xml[at : at + size] for at in range(0, len(xml), size))
    assert (extent.rows, extent.columns, extent.filled_rows) == (9, 3, 2)
    assert [column_number(letters) for letters in ("A", "Z", "AA", "XFD")] == [1, 26, 27, 16384]


SPREADSHEETML = """<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="数据"><Table>
<Row ss:Index="3"><Cell ss:Index="2"><Data ss:Type="String">项目</Data></Cell>
<Cell><Data ss:Type="String">内容</Data></Cell></Row>{rows}</Table></Worksheet></Workbook>"""


def test_spreadsheetml_cells_come_as_seen(tmp_path: Path) -> None:
    cells = [
        ("String", "00261", "00261"), ("Number", "201312142.0", "201312142"), ("Number", "0.1", "0.1"),
        ("DateTime", "2013-05-03T00:00:00.000", "2013-05-03"),
        ("DateTime", "2013-05-03T10:05:06.000", "2013-05-03 10:05:06"), ("String", "a&amp;b", "a&b"),
    ]  # fmt: skip
    rows = "".join(
        f'<Row><Cell ss:Index="2"><Data ss:Type="String">值</Data></Cell>'
        f'<Cell><Data ss:Type="{kind}">{text}</Data></Cell></Row>'
        for kind, text, _ in cells
    )
    path = put(tmp_path, SPREADSHEETML.replace("{rows}", rows), "list.xlsx")
    assert read_file(path, VALUES).container == "spreadsheetml"
    read = records(only_table(path, VALUES))
    assert list(read) == [4, 5, 6, 7, 8, 9]
    assert [row[1] for row in read.values()] == [text for *_, text in cells]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("</Workbook>", ""),
        ('<?xml version="1.0"?>', '<?xml version="1.0"?><!DOCTYPE Workbook [<!ENTITY a "aaaa">]>'),
        ('ss:Index="3"', 'ss:Index="99999999"'),
        ('ss:Index="3"', 'ss:Index="-3"'),
        ('ss:Index="2"', 'ss:Index="2" ss:MergeAcross="1e9"'),
        ("</Table>", '<Row ss:Index="2"><Cell><Data ss:Type="String">x</Data></Cell></Row></Table>'),
    ],
)
def test_spreadsheetml_that_is_damaged_or_hostile(tmp_path: Path, old: str, new: str) -> None:
    text = SPREADSHEETML.replace("{rows}", "").replace(old, new)
    assert stopped(put(tmp_path, text), VALUES).rule_id == "FILE-CONTAINER"


def test_large_sheets_come_in_chunks_with_true_numbers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.readers.excel.CHUNK_ROWS", 100)
    data = workbook(甲=[TITLES, *[(f"公司{at}", *FIRST[1:]) for at in range(250)]])
    chunks = list(only_table(put(tmp_path, data)).chunks())
    assert [chunk.frame.height for chunk in chunks] == [100, 100, 50]
    frame = pl.concat([chunk.frame for chunk in chunks])
    assert frame["source_row"].to_list() == list(range(2, 252))
    assert frame["name"].to_list() == [f"公司{at}" for at in range(250)]


def test_many_rows_of_spreadsheetml_keep_their_places(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.readers.spreadsheetml.ROWS_AT_ONCE", 3)
    cell = '<Cell ss:Index="{}"><Data ss:Type="String">{}</Data></Cell>'
    rows = [
        f'<Row ss:Index="{5 + 2 * at}">{cell.format(2, at)}{cell.format(3, -at)}</Row>' for at in range(20)
    ]
    rows.append(f'<Row ss:Index="90">{cell.format(3, "末")}</Row>')
    table = only_table(put(tmp_path, SPREADSHEETML.replace("{rows}", "".join(rows))), VALUES)
    assert records(table) == {5 + 2 * at: (str(at), str(-at)) for at in range(20)} | {90: (None, "末")}


def damaged_xls(find: bytes, put_in: bytes) -> bytes:
    """The workbook with some bytes of its stream changed where they first stand."""
    data = xls_with_values()
    assert find in data
    return data.replace(find, put_in, 1)


def sectors_in_a_circle() -> bytes:
    """An XLS whose second sector is followed by itself ([MS-CFB] 2.3)."""
    data = bytearray(xls_with_values())
    table = (int.from_bytes(data[76:80], "little") + 1) * 512
    start = next(at for at in range(table, table + 512, 4) if data[at : at + 4] == b"\x02\x00\x00\x00")
    data[start : start + 4] = ((start - table) // 4).to_bytes(4, "little")
    return bytes(data)


DIMENSIONS = b"\x00\x02\x0e\x00" + b"\x00" * 4  # the record's kind and length, then its first row


@pytest.mark.parametrize(
    "data",
    [
        sectors_in_a_circle(),
        damaged_xls(DIMENSIONS, DIMENSIONS[:6] + b"\x02\x00"),
        damaged_xls(DIMENSIONS + b"\x11\x00\x00\x00", DIMENSIONS + b"\x11\x00\x10\x00"),
        damaged_xls(b"\xfd\x00\x0a\x00\x01\x00\x00\x00", b"\xfd\x00\x0a\x00\x01\x00\x00\x7f"),
    ],
    ids=["circle", "first row", "rows", "far cell"],
)
def test_an_xls_that_would_take_all_memory_is_called_damaged(tmp_path: Path, data: bytes) -> None:
    assert stopped(put(tmp_path, data), VALUES).rule_id == "FILE-CONTAINER"
