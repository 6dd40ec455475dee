"""Editions: nothing is frozen twice, nothing is replaced, and every restatement says what caused it."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import duckdb
import polars as pl
import pytest

from ingest.settings import SHANGHAI, Days
from orchestration import editions as module
from orchestration.editions import Edition, editions, freeze, frozen_marts, known_batches, plan_edition
from orchestration.index import Landed, write_index
from orchestration.line_inputs import line_inputs
from orchestration.version import calendar_version, rules_version
from tests.integration.deliveries import CATALOGUE, RECEIVED, as_csv, penalties, penalty, pull, put

AS_OF = RECEIVED.astimezone(SHANGHAI).date()


INPUTS = {"T04-01": {"administrative_penalty", "upper_receipts"}, "T14-01": {"bank_statistics"}}


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data root with one delivery, one edition of its day, and a warehouse without rows."""
    monkeypatch.setattr(module, "line_inputs", lambda *_: INPUTS)
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as connection:
        for mart, columns in frozen_marts().items():
            listed = ", ".join(f"{name} {sql_type}" for name, sql_type in columns.items())
            connection.execute(f"create table {mart} ({listed})")
    put(tmp_path, "first.csv", as_csv(penalties(1, 2)), minute=60)
    pull(tmp_path)
    first = plan(tmp_path)
    assert first is not None
    assert (first.edition, first.cause) == (1, None)
    keep(tmp_path, first)
    return tmp_path


def landed(root: Path, days: Days) -> Landed:
    return write_index(root, CATALOGUE, days, "run", "version")


def keep(root: Path, edition: Edition) -> None:
    days = Days(edition.as_of_date, edition.known_on)
    freeze(root, edition, known_batches(landed(root, days), days.as_of), root / "warehouse.duckdb")


def plan(root: Path, as_of: date = AS_OF, known_on: date | None = None) -> Edition | None:
    days = Days(as_of, known_on or as_of)
    return plan_edition(root, CATALOGUE, landed(root, days), days, "run")


def cause(root: Path) -> str | None:
    planned = plan(root)
    assert planned is not None
    assert planned.edition == 2
    return planned.cause


def test_the_same_inputs_add_nothing(root: Path) -> None:
    assert plan(root) is None


def test_what_arrives_after_the_day_is_no_restatement_of_it(root: Path) -> None:
    put(root, "next_day.csv", as_csv(penalties(3)), minute=24 * 60)
    pull(root)
    assert plan(root) is None


def test_what_arrives_after_the_day_restates_it_once_it_is_known(root: Path) -> None:
    """The late file says what happened before; the other one, of the same day, says nothing of it."""
    put(root, "late.csv", as_csv(penalties(3)), minute=24 * 60)
    pull(root)
    rows = [penalty(document_no="盘市监罚〔2024〕9号", decided_on="2024-11-01")]
    put(root, "of_its_own_day.csv", as_csv(rows), minute=24 * 60 + 1)
    pull(root)
    tomorrow = AS_OF + timedelta(days=1)
    planned = plan(root, known_on=tomorrow)
    assert planned is not None
    assert (planned.edition, planned.known_on, planned.cause) == (2, tomorrow, "late_data")
    keep(root, planned)
    names = pl.read_parquet(root / "history" / planned.place / "batches.parquet")
    assert names.height == 2
    # nothing new is known, and less is not published after more
    assert plan(root, known_on=tomorrow) is None
    assert plan(root) is None
    # who asks what was known on the day itself does not see what was known later
    assert [e.edition for e in editions(root, Days(AS_OF, AS_OF))] == [1]
    assert [e.edition for e in editions(root, Days(tomorrow, tomorrow))] == [1, 2]


def test_a_correction_known_later_says_so_whatever_else_its_file_brings(root: Path) -> None:
    rows = [
        penalty(document_no="盘市监罚〔2024〕1号", fine="0.7"),
        penalty(document_no="盘市监罚〔2024〕9号", decided_on="2024-11-01"),
    ]
    put(root, "corrected.csv", as_csv(rows), minute=24 * 60)
    pull(root)
    planned = plan(root, known_on=AS_OF + timedelta(days=1))
    assert planned is not None
    assert planned.cause == "correction"


def test_a_late_file_with_an_earlier_receipt_is_late_data(root: Path) -> None:
    put(root, "late.csv", as_csv(penalties(3)), minute=-600)
    pull(root)
    assert cause(root) == "late_data"


def test_a_changed_row_of_a_known_record_is_a_correction(root: Path) -> None:
    put(root, "corrected.csv", as_csv([penalty(document_no="盘市监罚〔2024〕1号", fine="0.7")]), minute=70)
    pull(root)
    assert cause(root) == "correction"


def test_a_file_with_both_says_both(root: Path) -> None:
    rows = [penalty(document_no="盘市监罚〔2024〕1号", fine="0.7"), *penalties(9)]
    put(root, "both.csv", as_csv(rows), minute=70)
    pull(root)
    assert cause(root) == "late_data+correction"


def test_a_file_that_says_nothing_new_is_late_data(root: Path) -> None:
    put(root, "again.csv", as_csv(penalties(1)), minute=70)
    pull(root)
    assert cause(root) == "late_data"


def test_a_line_is_restated_for_what_it_is_counted_from(root: Path) -> None:
    """Penalties were corrected: of a line that takes no penalties that says nothing."""
    put(root, "corrected.csv", as_csv([penalty(document_no="盘市监罚〔2024〕1号", fine="0.7")]), minute=70)
    pull(root)
    planned = plan(root)
    assert planned is not None
    assert planned.line_causes == {"T04-01": "correction"}


def test_inputs_follow_the_lineage_and_stop_where_all_rows_run(tmp_path: Path) -> None:
    """A line's population, its record model, its standard; never what everybody's links are made of."""
    manifest = tmp_path / "manifest.json"
    parents = {
        "model.siku.pop_t14_02": [],
        "unit_test.siku.pop_t14_02.x": ["model.siku.pop_t14_02"],
        "model.siku.pop_t14_01": ["model.siku.cur_bank_statistics"],
        "model.siku.cur_bank_statistics": ["model.siku.stg_bank_statistics", "model.siku.record_links"],
        "model.siku.record_links": [
            "model.siku.record_parties",
            "model.siku.stg_enterprise_registration__held",
        ],
        "model.siku.record_parties": ["model.siku.stg_credit_reports"],
        "model.siku.pop_t02_02": ["model.siku.stg_batches"],
    }
    manifest.write_text(json.dumps({"parent_map": parents}), encoding="utf-8")
    found = line_inputs(CATALOGUE, manifest)
    reviews = {"evidence", "evidence_reviews"}
    assert found["T14-01"] == {"bank_statistics", "enterprise_registration"} | reviews
    assert found["T02-02"] == set(CATALOGUE.standards)
    assert found["T14-02"] == reviews


def test_changed_rules_and_calendar_are_told_apart(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "rules_version", lambda _: "other rules")
    assert cause(root) == "rule_change"
    monkeypatch.setattr(module, "calendar_version", lambda: "other calendar")
    assert cause(root) == "rule_change+calendar_change"
    monkeypatch.undo()
    assert plan(root) is None


def test_a_seed_is_a_rule_and_the_calendar_is_none(tmp_path: Path) -> None:
    seed = tmp_path / "dbt_project" / "seeds" / "policy" / "cadences.csv"
    calendar = tmp_path / "quality" / "data" / "working_days.csv"
    for path in (seed, calendar):
        path.parent.mkdir(parents=True)
        path.write_text("before", encoding="utf-8")
    versions = [(rules_version(CATALOGUE, tmp_path), calendar_version(tmp_path))]
    for path in (seed, calendar):
        path.write_text("after", encoding="utf-8")
        versions.append((rules_version(CATALOGUE, tmp_path), calendar_version(tmp_path)))
    [(rules, days), (new_rules, same_days), (same_rules, new_days)] = versions
    assert rules != new_rules == same_rules
    assert days == same_days != new_days


def test_an_edition_is_never_replaced(root: Path) -> None:
    [first] = editions(root, Days(AS_OF, AS_OF))
    kept = {p.name: p.read_bytes() for p in (root / "history" / first.place).iterdir()}
    with pytest.raises(OSError, match="not empty"):
        keep(root, first)
    assert {p.name: p.read_bytes() for p in (root / "history" / first.place).iterdir()} == kept
    assert list((root / "history" / ".building").iterdir()) == []


def test_other_days_keep_their_editions_to_themselves(root: Path) -> None:
    earlier = date(2019, 8, 31)
    planned = plan(root, earlier)
    assert planned is not None
    assert (planned.edition, planned.cause) == (1, None)
    assert editions(root, Days(earlier, earlier)) == []
    assert len(editions(root, Days(AS_OF, AS_OF))) == 1


def test_a_day_that_has_not_come_is_not_frozen(root: Path) -> None:
    assert plan(root, date(2999, 12, 31)) is None
