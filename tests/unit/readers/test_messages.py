"""JSON, JSON lines, XML and the pages of a pull: records by structure, values as written, nothing lost."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ingest.readers import Column, Layout, read_file
from tests.unit.readers.helpers import FIRST, LAYOUT, SECOND, TITLES, found, only_table, put, records, stopped

A, B = dict(zip(TITLES, FIRST, strict=True)), dict(zip(TITLES, SECOND, strict=True))
ROWS = {1: FIRST, 2: SECOND}
REQUIRED = tuple(column for column in LAYOUT.columns if column.required)
# what stands in the three required columns where a test is about the fourth
FILLED = '"企业名称":"甲","统一社会信用代码":"9","决定日期":"2026-01-02"'


def text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def xml_row(row: dict[str, str], tag: str = "ROW") -> str:
    return f"<{tag}>" + "".join(f"<{name}>{value}</{name}>" for name, value in row.items()) + f"</{tag}>"


def xml(*rows: str, declared: str = "UTF-8") -> str:
    return f'<?xml version="1.0" encoding="{declared}"?>\n<ROWDATA>' + "".join(rows) + "</ROWDATA>"


def pull(
    *pages: bytes, rows: int | None, compression: int = zipfile.ZIP_STORED, form: str = "siku-pull/1"
) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", compression) as archive:
        archive.writestr("siku-pull.json", text({"format": form, "rows": rows, "pages": []}))
        for number, page in enumerate(pages, 1):
            archive.writestr(f"pages/{number:06}", page)
    return target.getvalue()


@pytest.mark.parametrize(
    ("message", "place"),
    [
        (text([A, B]), "$"),
        (text({"code": "00", "data": {"total": 2, "rows": [A, B]}}), "$.data.rows"),
        (text(A) + "\n" + text(B) + "\n", "$"),
        (xml(xml_row(A), xml_row(B)), "/ROWDATA/ROW"),
        (
            f'<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><r xmlns="urn:x">'
            f"{xml_row(A, 'item')}{xml_row(B, 'item')}</r></s:Body></s:Envelope>",
            "/Envelope/Body/r/item",
        ),
    ],
    ids=["array", "enveloped", "lines", "xml", "soap"],
)
def test_records_are_found_by_their_fields(tmp_path: Path, message: str, place: str) -> None:
    table = only_table(put(tmp_path, message))
    assert (table.sheet, table.header_row) == (place, 0)
    assert records(table) == ROWS
    assert records(table) == ROWS  # read anew


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_json_in_any_encoding_of_texts(tmp_path: Path, codec: str) -> None:
    rare = A | {"企业名称": "㼆𠀀公司"}
    reading = read_file(put(tmp_path, text([rare, B]).encode(codec)), LAYOUT)
    assert (reading.container, reading.encoding) == ("json", codec)
    assert records(reading.tables[0])[1][0] == "㼆𠀀公司"


@pytest.mark.parametrize(
    ("declared", "codec", "encoding"),
    [
        ("UTF-8", "utf-8", "utf-8"), ("utf-8", "utf-8-sig", "utf-8-sig"), ("UTF-16", "utf-16", "utf-16"),
        ("GB2312", "gb18030", "gb18030"), ("gbk", "gb18030", "gb18030"), ("GB18030", "gb18030", "gb18030"),
    ],
)  # fmt: skip
def test_the_declared_encoding_of_xml_holds(tmp_path: Path, declared: str, codec: str, encoding: str) -> None:
    rare = A | {"企业名称": "㼆公司"}
    reading = read_file(put(tmp_path, xml(xml_row(rare), declared=declared).encode(codec)), LAYOUT)
    assert (reading.container, reading.encoding) == ("xml", encoding)
    assert records(reading.tables[0])[1][0] == "㼆公司"


@pytest.mark.parametrize(
    ("declared", "codec", "said"),
    [
        ("GBK", "utf-8", "声明的编码是 GBK，内容却是 UTF-8"),
        ("UTF-8", "gb18030", "声明的编码是 UTF-8，内容却是 GB18030"),
        ("ISO-2022-JP", "utf-8", "不受支持"),
    ],
)
def test_a_declared_encoding_that_is_not_true_stops(
    tmp_path: Path, declared: str, codec: str, said: str
) -> None:
    problem = stopped(put(tmp_path, xml(xml_row(A), declared=declared).encode(codec)))
    assert problem.rule_id == "FILE-ENCODING"
    assert said in problem.detail_zh


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("0.10", "0.10"), ("911100000000000001", "911100000000000001"), ("201312142", "201312142"),
        ('"00261"', "00261"), ("123456789012345678901234567890", "123456789012345678901234567890"),
        ("-5.0", "-5.0"), ("true", "true"), ("false", "false"), ("null", None), ('""', None), ('"  "', None),
        ('["罚款","警告"]', "罚款;警告"), ("[]", None), ('"a\\u0026b<c"', "a&b<c"),
        ('"\\ud83d\\ude00"', "😀"), ('"\\\\ud83d"', "\\ud83d"),
    ],
)  # fmt: skip
def test_json_values_as_they_are_written(tmp_path: Path, written: str, read: str | None) -> None:
    table = only_table(put(tmp_path, f'[{{{FILLED},"备注":{written}}},{{{FILLED},"备注":"x"}}]'))
    assert [row[3] for row in records(table).values()] == [read, "x"]
    assert found(table) == []


def test_a_missing_key_is_a_blank_and_a_late_one_a_column(tmp_path: Path) -> None:
    late = {name: B[name] for name in TITLES[:3]} | {"经办科室": "法规科"}
    table = only_table(
        put(tmp_path, text([{name: A[name] for name in TITLES[:3]}] * 300 + [late | {"备注": "后"}]))
    )
    rows = records(table)
    assert (len(rows), rows[1][3:], rows[301][3:]) == (301, (None, None), ("后", "法规科"))
    assert table.extra_columns == ("经办科室",)


def test_a_required_field_that_no_record_has_stops(tmp_path: Path) -> None:
    problem = stopped(put(tmp_path, text([{"企业名称": "甲", "统一社会信用代码": "9", "日期": "x"}] * 2)))
    assert (problem.rule_id, problem.sheet, problem.row) == ("FILE-COLUMNS", "$", None)
    assert "决定日期" in problem.detail_zh


def test_one_key_twice_with_two_values_is_asked_about(tmp_path: Path) -> None:
    twice = f'[{{{FILLED},"备注":"a","备注":"b"}},{{{FILLED},"备注":"a","备注":"a"}}]'
    table = only_table(put(tmp_path, twice))
    assert found(table) == [(1, "ROW-FIELD-TWICE")]
    assert [row[3] for row in records(table).values()] == ["a;b", "a"]


def test_nested_fields_and_attributes_are_columns_and_shown_with_their_path(tmp_path: Path) -> None:
    nested = {"主体": {"企业名称": "甲", "代码": {"XDR_SHXYM": "9"}}, "决定": {"决定日期": "2026-01-02"}}
    table = only_table(put(tmp_path, text([nested, nested])))
    assert table.mapping == {
        "主体/企业名称": "name",
        "主体/代码/XDR_SHXYM": "uscc",
        "决定/决定日期": "decided_on",
    }
    assert records(table)[2] == ("甲", "9", "2026-01-02", None)
    day = '<决定日期 form="d">2026-01-02</决定日期>'
    row = f'<ROW 企业名称="甲&amp;乙&lt;" id="7"><XDR_SHXYM>9</XDR_SHXYM>{day}</ROW>'
    table = only_table(put(tmp_path, xml(row, row)))
    assert records(table)[2] == ("甲&乙<", "9", "2026-01-02", None, "7", "d")
    assert table.extra_columns == ("@id", "决定日期/@form")


def test_a_path_may_say_which_of_two_like_fields_is_meant(tmp_path: Path) -> None:
    row = {"企业名称": "甲", "决定日期": "2026-01-02", "当事人": {"代码": "1"}, "机关": {"代码": "2"}}
    uscc = Column("uscc", ("统一社会信用代码", "当事人/代码"), required=True)
    other = tuple(column for column in LAYOUT.columns if column.name != "uscc")
    assert records(only_table(put(tmp_path, text([row])), Layout((*other, uscc))))[1][3] == "1"
    plain = Column("uscc", ("统一社会信用代码", "代码"), required=True)
    assert stopped(put(tmp_path, text([row])), Layout((*other, plain))).rule_id == "FILE-AMBIGUOUS"


def test_lists_below_a_record_belong_to_it(tmp_path: Path) -> None:
    row = A | {"人员": [{"姓名": "张", "备注": "股东"}, {"姓名": "李"}]}
    table = only_table(put(tmp_path, text([{k: v for k, v in row.items() if k != "备注"}] * 2)))
    assert records(table)[2] == (*FIRST[:3], "股东", "张;李")


def test_every_list_of_the_standard_is_read_and_others_are_named(tmp_path: Path) -> None:
    message = {"新增": [A], "修改": [B], "附件": [{"文件名": "a", "备注": "b"}], "code": "00"}
    reading = read_file(put(tmp_path, text(message)), LAYOUT)
    assert {table.sheet: records(table) for table in reading.tables} == {
        "$.新增": {1: FIRST},
        "$.修改": {1: SECOND},
    }
    assert [(f.rule_id, f.sheet) for f in reading.findings] == [
        ("FILE-SHEETS", "$.附件"),
        ("FILE-OUTSIDE", None),
    ]
    assert "$.code = 00" in reading.findings[1].detail_zh


def test_the_declared_path_alone_is_read(tmp_path: Path) -> None:
    path = put(tmp_path, text({"new": {"rows": [A]}, "old": {"rows": [B]}}))
    assert records(only_table(path, replace(LAYOUT, records="$.old.rows"))) == {1: SECOND}
    assert records(only_table(path, replace(LAYOUT, records="new/rows"))) == {1: FIRST}
    for wrong in ("rows", "data.rows"):
        assert stopped(path, replace(LAYOUT, records=wrong)).rule_id == "FILE-SHEETS"
    one = put(tmp_path, xml(xml_row(A), "<企业名称>盘锦市</企业名称>"))
    assert records(only_table(one, replace(LAYOUT, records="ROW"))) == {1: FIRST}


def test_empty_records_keep_the_numbers(tmp_path: Path) -> None:
    table = only_table(put(tmp_path, "[{},null," + text(A) + ",{}," + text(B) + "]"))
    assert records(table) == {3: FIRST, 5: SECOND}
    assert sum(chunk.blank_rows for chunk in table.chunks()) == 3
    assert list(records(only_table(put(tmp_path, xml("<ROW/>", xml_row(A), "<ROW></ROW>", xml_row(B)))))) == [
        2,
        4,
    ]


@pytest.mark.parametrize("message", ["[]", '{"code":"00","data":{"total":0,"rows":[]}}', "<ROWDATA/>"])
def test_a_message_without_records_says_so(tmp_path: Path, message: str) -> None:
    reading = read_file(put(tmp_path, message), LAYOUT)
    assert [records(table) for table in reading.tables] == [{}]
    assert [finding.rule_id for finding in reading.findings] == ["FILE-HEADER-ONLY"]


@pytest.mark.parametrize(
    "message", ['{"code":"401","msg":"token expired"}', "<r><code>99</code></r>", '[{"a":1}]']
)
def test_an_answer_of_another_kind_stops(tmp_path: Path, message: str) -> None:
    assert stopped(put(tmp_path, message)).rule_id == "FILE-HEADER"


@pytest.mark.parametrize(
    "message",
    [
        "[" + text(A) + ",",
        '[{"企业名称":NaN}]',
        '[{"企业名称":"\\ud83d"}]',
        '[{"企业名称":"\\udc00x"}]',
        '[{"企业名称":00261}]',
        '[{"企业名称":' + "1" * 5000 + "}]",
        '[{"企业名称":' * 100,
        text([A]) + "}",
        xml(xml_row(A)).replace("</ROW>", ""),
        xml(xml_row(A))[:-5],
        xml("<ROW>\x01</ROW>"),
        xml("<ROW>&name;</ROW>"),
        "<ROW>" * 100,
        '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        '<?xml version="1.0"?><!--' + "x" * 100_000 + '--><!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
    ],
)
def test_what_is_broken_or_hostile_stops_with_the_place(tmp_path: Path, message: str) -> None:
    problem = stopped(put(tmp_path, message))
    assert problem.rule_id == "FILE-CONTAINER"
    assert "重新生成报文" in problem.detail_zh


def test_as_many_keys_as_records_are_no_fields(tmp_path: Path) -> None:
    assert stopped(put(tmp_path, text({f"9{at:017}": A for at in range(2000)}))).rule_id == "FILE-SIZE"


@pytest.mark.parametrize(
    "build", [lambda rows: text(rows).encode(), lambda rows: xml(*map(xml_row, rows)).encode()]
)
def test_pages_of_a_pull_are_one_table(tmp_path: Path, build: Any) -> None:
    content = pull(build([A, B]), build([B]), build([]), rows=3)
    reading = read_file(put(tmp_path, content), LAYOUT)
    assert reading.container == "pull"
    assert records(reading.tables[0]) == {1: FIRST, 2: SECOND, 3: SECOND}


def test_a_pull_that_is_not_whole_stops(tmp_path: Path) -> None:
    page = text([A, B]).encode()
    assert stopped(put(tmp_path, pull(page, page, rows=5))).rule_id == "FILE-COUNT"
    with_blanks = pull(page, text([None, A, {}]).encode(), rows=5)
    assert list(records(only_table(put(tmp_path, with_blanks)))) == [1, 2, 4]
    cut = stopped(put(tmp_path, pull(page, page[:-2], rows=4)))
    assert (cut.rule_id, "pages/000002" in cut.detail_en) == ("FILE-CONTAINER", True)
    for wrong in (
        pull(page, b"a,b\n", rows=2),
        pull(page, xml(xml_row(A)).encode(), rows=3),
        pull(page, rows=2, compression=zipfile.ZIP_DEFLATED),
        pull(page, rows=2, form="siku-pull/9"),
        pull(page, rows=2)[:-30],
        pull(page, rows=2).replace("甲公司".encode(), "乙公司".encode()),
    ):
        assert stopped(put(tmp_path, wrong)).rule_id == "FILE-CONTAINER"
    assert records(only_table(put(tmp_path, pull(b'{"code":"00"}', rows=0)))) == {}


@pytest.mark.parametrize("build", [text, lambda rows: xml(*map(xml_row, rows))])
def test_large_messages_come_in_chunks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, build: Any) -> None:
    monkeypatch.setattr("ingest.readers.messages.CHUNK_ROWS", 100)
    monkeypatch.setattr("ingest.readers.bodies.BLOCK_BYTES", 1000)
    table = only_table(put(tmp_path, build([A | {"备注": f"第{at}"} for at in range(1, 2001)])))
    assert len(list(table.chunks())) > 10
    assert {number: row[3] for number, row in records(table).items()} == {
        at: f"第{at}" for at in range(1, 2001)
    }
