"""The omission audit of the refreshed city, against what the simulator hid."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from simulator.lines.disclosure import plain

Found = dict[tuple[str, str, str], str]  # kind, unit, number → evidence


@pytest.fixture(scope="module")
def said(refreshed_city: Path) -> dict[str, Any]:
    answers: dict[str, Any] = json.loads((refreshed_city / "answers.json").read_text(encoding="utf-8"))
    told: dict[str, Any] = answers["omissions"]
    return told


@pytest.fixture(scope="module")
def found(refreshed_city: Path) -> Found:
    rows = _query(refreshed_city, "select kind, unit, document_no, evidence from omission_candidates")
    return {(kind, unit, plain(number)): evidence for kind, unit, number, evidence in rows}


def _query(root: Path, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(root / "published" / "shared.duckdb"), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def _hidden(said: dict[str, Any], *traces: str) -> Found:
    return {
        (one["kind"], one["unit"], one["document_no"]): one["trace"]
        for one in said["hidden"]
        if one["trace"] in traces and one["is_past_due"]
    }


def test_every_hidden_decision_with_a_trace_is_found_by_that_trace(said: dict[str, Any], found: Found):
    hidden = _hidden(said, "ledger", "portal_only", "sequence_gap")
    assert {trace: list(hidden.values()).count(trace) for trace in set(hidden.values())} == {
        "ledger": 24, "portal_only": 4, "sequence_gap": 5,
    }  # fmt: skip
    assert {key: found.get(key) for key in hidden} == hidden


def test_nothing_else_is_found_but_reports_under_another_number(said: dict[str, Any], found: Found):
    rest = set(found) - set(_hidden(said, "ledger", "portal_only", "sequence_gap"))
    misnumbered = {tuple(trace) for trace in said["misnumbered"]}
    assert rest <= misnumbered
    # two offices share that series, so its missing number shows nothing
    assert misnumbered - rest == {("permit", "市审批局", "盘审许字(2026)第00247号")}


def test_what_left_no_trace_is_beyond_the_audit(said: dict[str, Any], found: Found):
    """Numbers after the last known one: the series says where its knowledge ends, nobody is blamed."""
    unseen = _hidden(said, "none")
    assert unseen
    assert not set(unseen) & set(found)


def test_series_that_show_nothing_say_why(refreshed_city: Path):
    rows = _query(refreshed_city, "select series, unusable_reason from document_series where not is_usable")
    reasons = dict(rows)
    assert reasons["内(2026)"] == "too_short"
    assert reasons["盘市监罚(2026)"] == "not_consecutive", "two offices share one running number"
    assert reasons[""] == "not_numbered"


def test_every_candidate_has_its_row(refreshed_city: Path):
    """Evidence lies in a published batch, and a missing number's is the number before it."""
    assert _query(
        refreshed_city,
        "select count(*) from omission_candidates as c left join feed_batches as b using (feed_id, batch_id)"
        " where b.batch_id is null or c.source_row is null",
    ) == [(0,)]  # fmt: skip


def test_reconciliation_counts_its_decisions_and_says_what_is_missing(refreshed_city: Path):
    """Sums of the members; where a unit keeps no ledger its production is unknown, never zero."""
    sums = _query(
        refreshed_city,
        "select side, count(*)::bigint, count_if(not is_reported)::bigint"
        " from disclosure_sides group by 1 order by 1",
    )
    (told,) = _query(
        refreshed_city,
        "select sum(produced)::bigint, sum(unreported)::bigint, sum(reported)::bigint"
        " from disclosure_reconciliation",
    )
    assert sums == [("produced", told[0], told[1]), ("reported", told[2], 0)]
    assert _query(
        refreshed_city,
        "select count(*) from disclosure_reconciliation"
        " where (produced is null) <> (produced_missing is not null)"
        " or (stated_produced is null) <> (stated_missing is not null)",
    ) == [(0,)]  # fmt: skip
    missing = dict(_query(refreshed_city, "select unit, any_value(produced_missing) from"
                          " disclosure_reconciliation where produced is null group by 1"))  # fmt: skip
    assert missing["市应急局"] == "no_ledger"
    assert "市审批局" not in missing


def test_the_command_prints_a_unit_and_month(refreshed_city: Path, siku: Callable[..., str]):
    printed = siku(refreshed_city, "audit", "--unit", "市审批局", "--month", "2026-09")
    assert "市审批局 2026-09 许可: 产生 190 报送 187" in printed
    assert "线索 台账有而未报 3" in printed
    assert "盘审许字(2026)第: 不连号" in printed
    # 190 by the ledger: 60 drawn and clean leave 1 - 0.05^(1/60) possible
    assert "190 件中抽 60 件" in printed
    assert "4.8703%" in printed
    assert "须抽 299,572 件" in printed
    assert "抽样证明不了" in printed
    assert "beyond this audit" in printed


def test_what_the_sample_found_raises_the_bound(refreshed_city: Path, siku: Callable[..., str]):
    """One of 60: the bound solves 0.05 = (1-p)^60 + 60 p (1-p)^59."""
    printed = siku(refreshed_city, "audit", "--unit", "市审批局", "--month", "2026-09", "--found", "1")
    shown = re.findall(r"若查出未报 1 件，.*upper bound (\d+\.\d+)%", printed)[0]
    rate = float(shown) / 100
    assert (1 - rate) ** 60 + 60 * rate * (1 - rate) ** 59 == pytest.approx(0.05, abs=1e-4)


@pytest.mark.parametrize("words", [("--unit", "没有局"), ("--month", "1999-01"), ("--found", "61")])
def test_what_cannot_be_audited_is_said(
    refreshed_city: Path, siku: Callable[..., str], words: tuple[str, str]
):
    assert words[1] in siku(refreshed_city, "audit", *words, expect=1)
