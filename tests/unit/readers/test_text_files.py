"""What departments do to CSV and TXT, case by case."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.readers import Column, Layout, read_file
from ingest.readers.delimited import read_delimited
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
)


@pytest.mark.parametrize(
    ("codec", "encoding"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("gb18030", "gb18030"),
        ("gbk", "gb18030"),
        ("utf-16", "utf-16"),
    ],
)
def test_encoding_is_found_by_content(tmp_path: Path, codec: str, encoding: str) -> None:
    reading = read_file(put(tmp_path, lines(TITLES, FIRST, SECOND).encode(codec)), LAYOUT)
    assert reading.encoding == encoding
    assert records(reading.tables[0]) == {2: FIRST, 3: SECOND}


def test_rare_name_characters_of_gb18030_survive(tmp_path: Path) -> None:
    row = ("㼆𠀀公司", *FIRST[1:])
    assert records(only_table(put(tmp_path, lines(TITLES, row).encode("gb18030")))) == {2: row}


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|", "¦"])
def test_delimiter_is_found_by_titles(tmp_path: Path, delimiter: str) -> None:
    reading = read_file(put(tmp_path, lines(TITLES, FIRST, SECOND, delimiter=delimiter)), LAYOUT)
    assert reading.delimiter == delimiter
    assert records(reading.tables[0]) == {2: FIRST, 3: SECOND}


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
def test_other_line_ends(tmp_path: Path, newline: str) -> None:
    text = lines(TITLES, FIRST, SECOND).replace("\n", newline)
    assert records(only_table(put(tmp_path, text))) == {2: FIRST, 3: SECOND}


def test_the_name_of_the_file_is_not_believed(tmp_path: Path) -> None:
    reading = read_file(put(tmp_path, lines(TITLES, FIRST), "双公示处罚2018.11.23.xls"), LAYOUT)
    assert reading.container == "csv"


@pytest.mark.parametrize(
    "title",
    [
        "行政相对人代码-1（统一社会信用代码）",
        "行政相对人代码＿1(统一社会信用代码）",
        "*行政相对人代码_1【统一社会信用代码】",
        "统一社会信用代码（必填）",
        " 统一社会\u3000信用代码 ",
        "ｘｄｒ_shxym",
    ],
)
def test_title_variants_mean_the_same_column(tmp_path: Path, title: str) -> None:
    table = only_table(put(tmp_path, lines((TITLES[0], title, *TITLES[2:]), FIRST)))
    assert table.mapping[title] == "uscc"
    assert records(table) == {2: FIRST}


def test_title_rows_notes_repeated_header_and_totals_are_listed_not_read(tmp_path: Path) -> None:
    text = lines(
        ("盘锦市行政处罚信息表", "", "", ""),
        ("注意:请严格按照示例填写。", "", "", ""),
        TITLES,
        FIRST,
        ("", "", "", ""),
        TITLES,
        SECOND,
        ("合计", "", "", "2"),
        ("表格说明：一行一案。", "", "", ""),
        ("填报人：张某", "", "审核人：李某", ""),
    )
    table = only_table(put(tmp_path, text))
    assert table.header_row == 3
    assert records(table) == {4: FIRST, 7: SECOND}
    assert [(row.row, row.reason) for row in skipped(table)] == [
        (1, "title"),
        (2, "title"),
        (3, "header"),
        (6, "header_again"),
        (8, "total"),
        (9, "note"),
        (10, "note"),
    ]


def test_a_company_called_total_stays_a_record(tmp_path: Path) -> None:
    row = ("合计", "91211103MA0000000X", "2026-01-02", "说明：公司名如此")
    assert records(only_table(put(tmp_path, lines(TITLES, row)))) == {2: row}


def test_short_and_long_rows_are_questions_of_the_row(tmp_path: Path) -> None:
    text = lines(TITLES, FIRST, SECOND[:2], (*SECOND, "", "多"), (*SECOND, "", ""), FIRST, FIRST)
    table = only_table(put(tmp_path, text))
    assert found(table) == [(3, "ROW-SHORT"), (4, "ROW-LONG")]
    assert records(table)[3] == (*SECOND[:2], None, None)
    (finding,) = [
        row for chunk in table.chunks() for row in chunk.findings.iter_rows() if row[1] == "ROW-LONG"
    ]
    assert "多" in finding[2]


def test_a_short_row_does_not_hide_behind_a_long_one(tmp_path: Path) -> None:
    text = lines(TITLES, *[FIRST] * 20, FIRST[:3], (*FIRST, "多"), *[FIRST] * 20)
    assert found(only_table(put(tmp_path, text))) == [(22, "ROW-SHORT"), (23, "ROW-LONG")]


def test_one_forgotten_quote_does_not_swallow_the_rows_below(tmp_path: Path) -> None:
    text = lines(TITLES, FIRST, ('"甲公司', *FIRST[1:]), SECOND, ('"乙,公司"', *SECOND[1:]))
    table = only_table(put(tmp_path, text))
    assert records(table) == {2: FIRST, 3: ('"甲公司', *FIRST[1:]), 4: SECOND, 5: ("乙,公司", *SECOND[1:])}
    assert found(table) == [(3, "ROW-QUOTE")]


def test_an_unknown_column_is_kept_and_named_once(tmp_path: Path) -> None:
    reading = read_file(put(tmp_path, lines((*TITLES, "承办科室"), (*FIRST, "一科"))), LAYOUT)
    assert [finding.rule_id for finding in reading.findings] == ["FILE-EXTRA-COLUMN"]
    assert reading.tables[0].extra_columns == ("承办科室",)
    (chunk,) = reading.tables[0].chunks()
    assert chunk.frame.columns == ["source_row", "name", "uscc", "decided_on", "remark", "extra:承办科室"]
    assert chunk.frame["extra:承办科室"].to_list() == ["一科"]


def test_an_absent_optional_column_is_null(tmp_path: Path) -> None:
    assert records(only_table(put(tmp_path, lines(TITLES[:3], FIRST[:3])))) == {2: (*FIRST[:3], None)}


def test_all_missing_columns_are_named_with_the_nearest_title(tmp_path: Path) -> None:
    problem = stopped(put(tmp_path, lines(("企业名称", "社会信用代码证", "处罚日"), FIRST[:3])))
    assert problem.rule_id == "FILE-COLUMNS"
    for text in (problem.detail_zh, problem.detail_en):
        assert "统一社会信用代码" in text
        assert "社会信用代码证" in text
        assert "决定日期" in text


def test_two_columns_of_one_meaning_stop_the_file(tmp_path: Path) -> None:
    problem = stopped(put(tmp_path, lines((*TITLES, "名称"), (*FIRST, "甲"))))
    assert problem.rule_id == "FILE-AMBIGUOUS"
    assert "“企业名称”、“名称”" in problem.detail_zh


def test_a_header_with_fewer_fields_than_rows_stops_the_file(tmp_path: Path) -> None:
    problem = stopped(put(tmp_path, lines(TITLES, *[("1", *FIRST)] * 5)))
    assert problem.rule_id == "FILE-ALIGNMENT"


def test_trailing_delimiters_are_no_column(tmp_path: Path) -> None:
    table = only_table(put(tmp_path, lines((*TITLES, ""), (*FIRST, "", ""), (*SECOND, "", ""))))
    assert records(table) == {2: FIRST, 3: SECOND}
    assert found(table) == []


def test_a_value_under_no_title_is_a_surplus(tmp_path: Path) -> None:
    rows = [(*FIRST, "")] * 6
    table = only_table(put(tmp_path, lines((*TITLES, ""), *rows, (*SECOND, "多"))))
    assert found(table) == [(8, "ROW-LONG")]


def test_declared_order_reads_what_the_header_garbles(tmp_path: Path) -> None:
    layout = Layout(LAYOUT.columns, declared_order=("_", "name", "uscc", "decided_on"))
    text = "编号\t企业名称,统一社会信用代码,备注,决定日期\n1,甲公司,X1,2026-01-02\n2,乙公司,X2,2026-01-03\n"
    assert stopped(put(tmp_path, text)).rule_id == "FILE-ALIGNMENT"
    table = only_table(put(tmp_path, text), layout)
    assert {row: cells[:4] for row, cells in records(table).items()} == {
        2: ("甲公司", "X1", "2026-01-02", None),
        3: ("乙公司", "X2", "2026-01-03", None),
    }
    assert table.mapping["#2"] == "name"


def test_sample_rows_are_questioned_by_fingerprint_and_by_word(tmp_path: Path) -> None:
    layout = Layout(LAYOUT.columns, sample_rows=(("某某处罚决定书", "2016-04-13"),))
    like = ("某某处罚决定书", *FIRST[1:])  # one value of the fingerprint is not the fingerprint
    sample = ("大酒店", "ARBG48543289076GFE", "2016-04-13", "某某处罚决定书")
    text = lines(TITLES, ("测试企业", *FIRST[1:]), *[FIRST] * 9, like, sample)
    table = only_table(put(tmp_path, text), layout)
    assert found(table) == [(2, "ROW-SAMPLE"), (13, "ROW-SAMPLE")]
    assert len(records(table)) == 12


def test_header_alone_is_a_finding_and_no_rows(tmp_path: Path) -> None:
    reading = read_file(put(tmp_path, lines(TITLES)), LAYOUT)
    assert [finding.rule_id for finding in reading.findings] == ["FILE-HEADER-ONLY"]
    assert records(reading.tables[0]) == {}


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b" \r\n\t\n  \n", "\u3000\n".encode()])
def test_nothing_in_the_file(tmp_path: Path, content: bytes) -> None:
    assert stopped(put(tmp_path, content)).rule_id == "FILE-EMPTY"


def test_a_file_of_another_standard(tmp_path: Path) -> None:
    assert stopped(put(tmp_path, "用户号,欠费月份\n1,202601\n")).rule_id == "FILE-HEADER"
    assert stopped(put(tmp_path, "企业名称,欠费月份\n甲,202601\n")).rule_id == "FILE-COLUMNS"


def test_nul_bytes_in_a_row_stay_in_the_row(tmp_path: Path) -> None:
    row = ("甲\0公司", *FIRST[1:])
    assert records(only_table(put(tmp_path, lines(TITLES, FIRST, row)))) == {2: FIRST, 3: row}


@pytest.mark.parametrize(
    "content",
    [
        bytes(range(256)) * 40,
        b"\0" * 5000,
        "企业名称,代码\n".encode("utf-16-le"),
        b"%PDF-1.4 x",
        b"<html><table><tr><td>x</td></tr></table></html>",
        b'<?xml version="1.0"?><!DOCTYPE rows><rows/>',
    ],
)
def test_what_is_no_table_is_called_so(tmp_path: Path, content: bytes) -> None:
    assert stopped(put(tmp_path, content)).rule_id == "FILE-CONTAINER"


def test_gb18030_lines_inside_utf8_are_named_by_row(tmp_path: Path) -> None:
    content = lines(TITLES, FIRST, SECOND).encode() + lines(FIRST).encode("gb18030")
    problem = stopped(put(tmp_path, content))
    assert (problem.rule_id, problem.row) == ("FILE-ENCODING", 4)
    assert f"{len(lines(TITLES, FIRST, SECOND).encode())}" in problem.detail_zh


def test_utf8_lines_inside_gb18030_are_not_read_as_nonsense(tmp_path: Path) -> None:
    # an even number of bytes: GB18030 decodes it without an error
    row = ("盘锦市兴隆台区商贸公司", *FIRST[1:])
    content = lines(TITLES, FIRST).encode("gb18030") + lines(row).encode()
    problem = stopped(put(tmp_path, content))
    assert problem.rule_id == "FILE-ENCODING"
    assert problem.row == 3


def test_a_long_name_is_read_whole(tmp_path: Path) -> None:
    row = ("长" * 300, *FIRST[1:])
    assert records(only_table(put(tmp_path, lines(TITLES, row)))) == {2: row}


def test_rows_are_conserved_across_blocks(tmp_path: Path) -> None:
    body = [FIRST, ("", "", "", ""), SECOND[:2], (*SECOND, "多"), ("备注：见附件", "", "", ""), TITLES] * 200
    path = put(tmp_path, lines(TITLES, *body))
    filled = {number for number, row in enumerate(body, 2) if any(row)}
    for block_bytes in (512, 4096, 1 << 24):
        (table,) = read_delimited(path, LAYOUT, block_bytes=block_bytes).tables
        numbers = [*records(table), *(row.row for row in skipped(table) if row.row > 1)]
        assert sorted(numbers) == sorted(filled)


def test_chunks_can_be_read_again(tmp_path: Path) -> None:
    table = only_table(put(tmp_path, lines(TITLES, FIRST)))
    assert records(table) == records(table)


def test_a_layout_that_contradicts_itself_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="declared_order"):
        Layout(LAYOUT.columns, declared_order=("name", "name"))
    twice = Layout((Column("a", ("名称",)), Column("b", ("名 称",))))
    with pytest.raises(ValueError, match="claimed by a and b"):
        read_file(put(tmp_path, "名称\nx\n"), twice)
