"""The portal's datasets, lists and proof beside what the simulator counted from rows and the rules' texts."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.e2e.answers import Outcome
from tests.e2e.conftest import EARLIER, OfflineCity

DATASETS = {
    "commitment": "portal_commitments",
    "credit_report": "portal_reports",
    "penalty": "portal_penalties",
    "permit": "portal_permits",
    "typical_case": "portal_cases",
}
COUNTED = (*DATASETS, "black_list", "red_list")


@pytest.fixture(scope="module")
def outcome(refreshed_city: Path) -> Outcome:
    return Outcome(refreshed_city)


def test_each_dataset_holds_what_is_in_its_window(outcome: Outcome):
    found = dict(outcome.query("select content, count(*) from portal_lists group by 1"))
    for content, table in DATASETS.items():
        ((found[content],),) = outcome.query(f"select count(*) from {table}")  # noqa: S608 - a name of our own
    assert {content: found[content] for content in COUNTED} == outcome.expected["portal"]["shown"]


def test_every_planted_end_is_as_the_text_has_it(outcome: Outcome):
    planted = outcome.expected["portal"]["planted"]
    shown = dict(outcome.query("select document_no, cast(shown_until as varchar) from portal_penalties"))
    wanted = {number: one["until"] for number, one in planted.items() if one["outcome"] == "shown"}
    assert {number: shown[number] for number in planted if number in shown} == wanted
    kept = {number for (number,) in outcome.query("select document_no from disclosure_clock")}
    assert set(planted) <= kept  # whatever the portal does, the archive has it


def test_what_is_not_shown_is_proven_with_its_reason(outcome: Outcome):
    proof = outcome.query("select outcome, because, records from portal_proof where content = 'penalty'")
    found = {(outcome_, because): records for outcome_, because, records in proof}
    assert found.pop(("past_end", "")) == 0
    for one, number in Counter(
        (p["outcome"], p["because"]) for p in outcome.expected["portal"]["planted"].values()
    ).items():
        assert found[one] >= number
    assert found["withheld", "minor"] == found["withheld", "age_unknown"] == 1
    assert found["withheld", "class_unknown"] == 1
    assert outcome.query("select sum(records) from portal_proof where outcome = 'past_end'") == [(0,)]


def test_the_lists_of_a_day_are_what_two_days_differ_by(outcome: Outcome):
    for day, wanted in outcome.expected["portal"]["lists"].items():
        for change, counts in wanted.items():
            found = outcome.query(
                "select content, count(*) from portal_changes"  # noqa: S608 - words of our own
                f" where changed_on = '{day}' and change = '{change}' and content in {COUNTED} group by 1"
            )
            assert dict(found) == counts, (day, change)


def test_who_is_repaired_leaves_every_reading_in_one_run(outcome: Outcome):
    planted = outcome.expected["portal"]["planted"]
    repaired = [number for number, one in planted.items() if one["because"] == "repaired"]
    assert len(repaired) == 2
    for table, column in (("portal_penalties", "document_no"), ("credit_states", "reference")):
        assert outcome.query(f"select 1 from {table} where {column} in {tuple(repaired)}") == []  # noqa: S608
    differ = outcome.query(
        "select uscc, content, class, count(*) from credit_states group by all"
        " except select uscc, content, class, states from rating_inputs"
    )
    assert [row for row in differ if row[2] is not None] == []


def test_a_person_is_shown_by_the_policy_of_the_content(outcome: Outcome):
    names = outcome.query(
        "select content, shown_name from portal_lists where is_person"
        " union all select 'penalty', shown_name from portal_penalties where party_category = '自然人'"
    )
    assert {content for content, _ in names} >= {"judgment_debtor", "black_list", "penalty"}
    assert [n for c, n in names if (len(n) == 2 and n[1] == "*") == (c == "judgment_debtor")] == []
    with duckdb.connect(str(outcome.root / "published" / "public.duckdb"), read_only=True) as public:
        columns = {name for (name,) in public.execute("select column_name from duckdb_columns()").fetchall()}
        assert "record_key" in columns
        tables = {name for (name,) in public.execute("select table_name from duckdb_tables()").fetchall()}
    assert {"portal_penalties", "portal_lists", "portal_proof"} <= tables
    assert not {"portal_changes", "credit_states"} & tables  # for those who run the portal and the halls


def test_the_lists_of_a_day_are_the_same_whenever_they_are_asked_for(
    refreshed_city: Path, offline_city: OfflineCity
):
    """Law 4: what a month later says of the days up to then is what was said then."""
    moves = (
        "select content, record_key, 'up', shown_from, null from portal_showings"  # noqa: S608 - a day of ours
        f" where is_up and shown_from <= date '{EARLIER}'"
        " union all select content, record_key, 'down', shown_until, left_because from portal_showings"
        f" where is_down and shown_until < date '{EARLIER}' order by all"
    )
    then, later = (_warehouse(root, moves) for root in (offline_city.root, refreshed_city))
    assert len(then) > 1000
    assert then == later


def _warehouse(root: Path, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(root / "warehouse.duckdb"), read_only=True) as warehouse:
        return warehouse.execute(sql).fetchall()
