"""The omission audit of the refreshed city, against what the simulator hid."""

from __future__ import annotations

import json
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
