"""The conformance pack: verdicts that agree with an independent program, and a fair comparison."""

from __future__ import annotations

import csv
import json
import re
import shlex
import sys
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ingest.desk import app
from quality.conformance import (
    KINDS,
    answers_of_pattern,
    answers_of_program,
    chosen,
    compare,
    export,
    vectors,
)
from tests.unit.quality import oracle

DAY = date(2026, 10, 31)
PROJECT = Path(__file__).resolve().parents[3]
# Written anew from what is known of a platform in production: no check character, registrars
# 1, 5, 9 and Y only, regions 1 to 5 only, capitals only.
PRODUCTION = r"^[159Y][1239][1-5]\d{5}[0-9A-HJ-NPQRTUWXY]{10}$"


def test_verdicts_agree_with_an_independent_program() -> None:
    """Codes as they stand, without normalising: what is taken or repaired there is another matter."""
    plain = [vector for vector in chosen("USCC") if vector.verdict != "repair"]
    assert len(plain) > 200
    assert [v.value for v in plain if (oracle.uscc_rule(v.value) is None) != (v.verdict == "accept")] == []
    persons = [vector for vector in chosen("PERSON_ID") if vector.verdict != "repair"]
    wrong = [
        v.value for v in persons if (oracle.person_rule(v.value, DAY) is None) != (v.verdict == "accept")
    ]
    assert wrong == []


def test_every_registrar_and_every_province_is_among_the_accepted() -> None:
    codes = [vector.value for vector in chosen("uscc") if vector.verdict == "accept"]
    assert {code[:2] for code in codes} == oracle.pairs()
    assert {code[2:4] for code in codes} >= {region[:2] for region in oracle.regions()}


def test_each_vector_says_clause_and_reason() -> None:
    standard = re.compile(
        r"(GB|GB/T|GS|ISO|ECMA-)[ \d]|Unicode|税总发|国办发|发改办财金|Excel|本地规则 .*[A-Z]+-[A-Z0-9]+"
    )
    for vector in vectors():
        assert vector.kind in KINDS
        assert standard.search(vector.clause), vector
        assert re.search("[\u4e00-\u9fff]", vector.reason_zh), vector
        assert vector.reason_en, vector
        assert vector.verdict != "reject" or vector.rule_id
        assert (vector.canonical == "") == (vector.verdict == "reject")


def test_a_reason_is_of_its_value() -> None:
    said = {(v.kind, v.value, v.given): v for v in vectors()}
    assert "司法行政 司法鉴定机构" in said["uscc", "34211102MA0T10092X", ""].reason_zh
    assert said["date", "20190701", ""].clause == "GB/T 7408-2005 5.2.1.1"
    assert said["date", "41397", "serials=True"].clause == "ECMA-376-1 18.17.4.1"
    assert "DATE-FORM" in said["date", "2019年7月1日", ""].clause
    assert "Dawa" in said["person_id", "211121199806300036", ""].reason_en


def test_no_value_has_two_verdicts() -> None:
    seen: dict[tuple[str, str], str] = {}
    for kind in KINDS:
        for vector in chosen(kind):
            assert seen.setdefault((vector.kind, vector.value), vector.verdict) == vector.verdict


def test_the_pattern_in_production_is_found_out() -> None:
    asked = chosen("USCC")
    found = compare(asked, answers_of_pattern(PRODUCTION, asked))

    assert not found.conforms
    refused = {vector.value for vector in found.wrongly_refused}
    assert {code[:2] for code in refused} >= {"34", "35", "N2"}
    assert {code[2] for code in refused if code[0] == "9"} >= {"6"}
    assert "USCC-CHECK" in {vector.rule_id for vector in found.wrongly_accepted}
    assert len(found.wrongly_accepted) == sum(
        1 for v in asked if v.verdict == "reject" and answers_of_pattern(PRODUCTION, [v])[0]
    )


def test_what_is_right_after_a_repair_is_no_difference() -> None:
    asked = [vector for vector in chosen("USCC") if vector.verdict == "repair"]
    assert asked
    for answer in (True, False):
        assert compare(asked, [answer] * len(asked)).conforms


def test_digits_are_ascii_and_the_whole_value_counts() -> None:
    asked = chosen("DATE")
    taken = {
        v.value for v, yes in zip(asked, answers_of_pattern(r"\d{4}-\d{2}-\d{2}", asked), strict=True) if yes
    }
    assert "2019-13-45" in taken
    assert "２０１９－０７－０１" not in taken
    assert answers_of_pattern("/^[a-z]+$/i", [v for v in asked if v.value == "不详"]) == [False]
    with pytest.raises(ValueError, match="not a regular expression"):
        answers_of_pattern("(", asked)


PROGRAM = f"""
import sys
sys.path.insert(0, {str(PROJECT)!r})
from tests.unit.quality.oracle import uscc_rule
for line in sys.stdin:
    print("accept" if uscc_rule(line.rstrip("\\n")) is None else "reject")
"""


def test_a_right_program_conforms(tmp_path: Path) -> None:
    path = tmp_path / "judge.py"
    path.write_text(PROGRAM, encoding="utf-8")
    asked = chosen("USCC")

    assert compare(asked, answers_of_program(f"{sys.executable} {path}", asked)).conforms


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("import sys; [print(1) for _ in list(sys.stdin)[1:]]", "answers to"),
        ("import sys; [print('maybe') for _ in sys.stdin]", "maybe"),
        ("raise SystemExit(3)", "did not answer"),
    ],
)
def test_a_program_that_does_not_answer_is_said(code: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        answers_of_program(f'{sys.executable} -c "{code}"', chosen("USCC"))


def test_one_rule_alone() -> None:
    asked = chosen("DATE-SENTINEL")
    assert {vector.rule_id for vector in asked if vector.verdict == "reject"} == {"DATE-SENTINEL"}
    assert any(vector.verdict == "accept" for vector in asked)
    with pytest.raises(LookupError, match="USCC-CHECK"):
        chosen("USCC-COLOUR")


def test_the_documentation_shows_what_its_command_prints(capsys: pytest.CaptureFixture[str]) -> None:
    """The example of the page, run as it stands there."""
    page = (Path(__file__).parents[3] / "docs" / "conformance.md").read_text(encoding="utf-8")
    (command,) = re.findall(r"^\.venv/bin/siku (conformance .*--pattern .*)$", page, re.MULTILINE)
    shown = re.search(r"```text\n(.*?)```", page, re.DOTALL)
    assert shown is not None

    with pytest.raises(SystemExit) as ended:
        app(shlex.split(command))

    assert ended.value.code == 1
    printed = capsys.readouterr().out
    for line in shown[1].splitlines():
        assert line in printed.splitlines()
    assert PRODUCTION in command


def test_the_pack_is_published_as_data(tmp_path: Path) -> None:
    as_csv, as_json = export(tmp_path)
    rows = list(csv.DictReader(as_csv.open(encoding="utf-8-sig", newline="")))
    assert rows == json.loads(as_json.read_text(encoding="utf-8"))
    assert len(rows) == len(vectors())
    check = next(row for row in rows if row["rule_id"] == "USCC-CHECK")
    assert check["clause"] == "GB 32100-2015 附录 A"


def test_what_was_to_be_tested_is_never_passed_over(tmp_path: Path) -> None:
    """The vectors alone are written and that is all; with a pattern, no rule is a mistake and no success."""
    assert CliRunner().invoke(app, ["conformance", "--export", str(tmp_path)]).exit_code == 0
    asked = ["conformance", "--export", str(tmp_path), "--pattern", "x"]
    assert CliRunner().invoke(app, asked).exit_code == 2
