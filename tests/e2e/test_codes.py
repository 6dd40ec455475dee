"""Wrong and double codes of the demonstration city: what is told of them, and the return that is written."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from orchestration import code_return
from quality.code_return import Breach
from tests.e2e.answers import CITY, Outcome, pair
from tests.e2e.conftest import AS_OF
from tests.unit.orchestration.parts import swapped

FORM = Path("exchange") / "code_return" / AS_OF / "重错码纠错回传表.xlsx"


@pytest.fixture(scope="module")
def outcome(refreshed_city: Path) -> Outcome:
    return Outcome(refreshed_city)


def test_the_doubts_are_the_rows_the_rate_counts(outcome: Outcome):
    counted = outcome.query("select count(*) filter (where is_counted) from code_doubts where basis = 'code'")
    expected = pair(outcome.expected["indicators"]["T02-04"]["total"])
    assert counted == [(expected[0],)]
    assert outcome.figures("T02-04")[CITY] == expected


def test_every_planted_wrong_code_is_named_with_its_rule(outcome: Outcome):
    planted = {
        (fault["feed"], fault["row"], fault["rule"])
        for fault in outcome.expected["faults"]
        if fault["column"] == "uscc"
        and (fault["rule"] or "").startswith("USCC-")
        and fault["state"] == "question"
    }
    found = outcome.query("select feed_id, source_row, rule_id from code_doubts where problem = '错码'")
    assert found
    assert set(found) <= planted


def test_the_return_holds_what_was_decided_and_waits_for_the_rest(
    siku: Callable[..., str], refreshed_city: Path
):
    form = pl.read_excel(refreshed_city / FORM, infer_schema_length=0)
    assert sorted(form["数据操作标识位"]) == ["0", "0", "1", "1", "2"]
    assert form["问题描述"].value_counts().sort("问题描述").rows() == [("一码多赋", 3), ("错码", 2)]
    told = siku(refreshed_city, "codes")
    assert "5 行 / rows，已复核 / checked" in told
    assert "主体标识码重复" in told.split("待登记管理部门处理")[1]


def test_a_return_that_was_touched_is_refused(siku: Callable[..., str], refreshed_city: Path, tmp_path: Path):
    sent = tmp_path / "sent.xlsx"
    shutil.copy(refreshed_city / FORM, sent)
    assert "复核通过" in siku(refreshed_city, "codes", "--check", str(sent))
    sent.write_bytes(swapped(sent.read_bytes(), "xl/sharedStrings.xml", "登记科赵工", "登记科李工"))
    assert "[FORM-SEAL]" in siku(refreshed_city, "codes", "--check", str(sent), expect=1)


def test_a_round_of_deletions_holds_back_what_needs_another_flag(
    refreshed_city: Path, monkeypatch: pytest.MonkeyPatch
):
    """The planted group is kept, numbered anew and deleted: its deletion alone would leave two holders."""
    monkeypatch.setattr(code_return, "flags_taken", lambda day: frozenset({"1"}))
    done = code_return.write_return(refreshed_city, date.fromisoformat(AS_OF))
    assert (done.rows, done.breaches) == (1, ())
    assert {row["operation"] for row in done.waiting} == {None, "0"}
    monkeypatch.undo()
    assert code_return.write_return(refreshed_city, date.fromisoformat(AS_OF)).rows == 5


def test_a_refusal_leaves_no_earlier_file_of_the_day(refreshed_city: Path, monkeypatch: pytest.MonkeyPatch):
    day = date.fromisoformat(AS_OF)
    assert code_return.write_return(refreshed_city, day).path == refreshed_city / FORM
    refusal = Breach(2, "代码", "CODE-UNKNOWN", "…")
    monkeypatch.setattr(code_return, "breaches", lambda *_: [refusal])
    assert code_return.write_return(refreshed_city, day).breaches == (refusal,)
    assert not (refreshed_city / FORM).exists()
    monkeypatch.undo()
    assert code_return.write_return(refreshed_city, day).path == refreshed_city / FORM
