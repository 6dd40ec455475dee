"""What a message about a whole file shows of its rows: enough to find the fault, no personal number."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.readers import Column, Layout
from tests.unit.readers.helpers import stopped

# a number out of GB 11643-1999 itself, so nobody's
PERSON = "11010519491231002X"
LAYOUT = Layout((Column("number", ("识别号",), required=True), Column("name", ("名称",), required=True)))


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("FILE-ALIGNMENT", f"编号\t识别号,名称,级别\n1,{PERSON},某人\n2,{PERSON}A1,某人\n"),
        ("FILE-HEADER", f"{PERSON},某人\n{PERSON},某人\n"),
        ("FILE-COLUMNS", f"名称,{PERSON}\n某人,1\n"),
    ],
)
def test_personal_numbers_are_masked_in_messages(tmp_path: Path, rule: str, text: str) -> None:
    path = tmp_path / "list.csv"
    path.write_text(text, encoding="utf-8")
    problem = stopped(path, LAYOUT)
    assert problem.rule_id == rule
    for message in (problem.detail_zh, problem.detail_en):
        assert PERSON[6:14] not in message
    assert "110105********002X" in problem.detail_zh
