"""Whatever records are written as JSON or XML are read back value for value, wherever the blocks are cut."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.readers import bodies, read_file
from ingest.readers.model import Column, Layout

TITLES = ("名称", "代码", "日期", "备注")
LAYOUT = Layout(tuple(Column(f"c{at}", (title,), required=at == 0) for at, title in enumerate(TITLES)))
# the characters of both formats, what escapes begin with, one to four bytes of UTF-8
TEXT = st.text(alphabet=st.sampled_from(list("ab0&<>\"'\\{}[]:,;u公㼆𠀀 \t")), max_size=12)
VALUE = st.one_of(st.none(), TEXT, st.integers(-(10**30), 10**30))
RECORD = st.dictionaries(st.sampled_from(TITLES[1:]), VALUE, max_size=3).map(lambda row: {"名称": "甲"} | row)
RECORDS = st.lists(RECORD, min_size=1, max_size=12)
Record = dict[str, str | int | None]


def as_json(rows: list[Record], ascii_only: bool) -> str:
    return json.dumps({"code": 0, "rows": rows}, ensure_ascii=ascii_only)


def as_lines(rows: list[Record], ascii_only: bool) -> str:
    return "\n".join(json.dumps(row, ensure_ascii=ascii_only) for row in rows)


def as_elements(rows: list[Record], _: bool) -> str:
    fields = (
        "".join(f"<{t}>{escape(str(v))}</{t}>" if v is not None else f"<{t}/>" for t, v in row.items())
        for row in rows
    )
    return "<R>" + "\n".join(f"<ROW>{text}</ROW>" for text in fields) + "</R>"


def as_attributes(rows: list[Record], _: bool) -> str:
    fields = (
        " ".join(f"{t}={quoteattr(str(v), {chr(9): '&#9;'})}" for t, v in row.items() if v is not None)
        for row in rows
    )
    return "<R>" + "".join(f"<ROW {text}/>" for text in fields) + "</R>"


def seen(value: str | int | None) -> str | None:
    """What has to come back: the digits, the text, and nothing where nothing is seen."""
    return None if value is None or not str(value).strip() else str(value)


@settings(max_examples=100, deadline=None)
@given(
    rows=RECORDS,
    write=st.sampled_from([as_json, as_lines, as_elements, as_attributes]),
    ascii_only=st.booleans(),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    block_bytes=st.sampled_from([1, 3, 7, 64, 1 << 20]),
)
def test_every_value_comes_back_in_its_record(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[Record],
    write: Callable[[list[Record], bool], str],
    ascii_only: bool,
    encoding: str,
    block_bytes: int,
) -> None:
    path: Path = tmp_path_factory.mktemp("written") / "message"
    path.write_bytes(write(rows, ascii_only).encode(encoding))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bodies, "BLOCK_BYTES", block_bytes)
        (table,) = read_file(path, LAYOUT).tables
        read = {
            row[0]: row[1:5]
            for chunk in table.chunks()
            for row in chunk.frame.select("source_row", "c0", "c1", "c2", "c3").iter_rows()
        }
        findings = sum(chunk.findings.height for chunk in table.chunks())
    expected = {number: tuple(seen(row.get(title)) for title in TITLES) for number, row in enumerate(rows, 1)}
    assert read == expected
    assert findings == 0
