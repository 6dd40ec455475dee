"""What Dagster loads: every feed and standard an asset, described, owned, checked; nothing half declared."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from ingest.catalogue import Catalogue, Feed, load_catalogue
from ingest.landing import Workshop
from ingest.persons import person_key
from ingest.pulling import FeedOutcome, pull_feed
from orchestration.dbt_command import MANIFEST
from orchestration.definitions import defs
from orchestration.landing_assets import feed_assets, index_asset, standard_key
from orchestration.release.asset import PUBLISHED
from orchestration.returns_asset import RETURNS, returns_asset
from orchestration.run import siku_run
from orchestration.standard_assets import standard_assets

CHINESE = re.compile("[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def graph() -> dg.AssetGraph:
    return defs.resolve_asset_graph()


def test_every_feed_and_standard_is_an_asset(graph: dg.AssetGraph) -> None:
    catalogue, keys = load_catalogue(), graph.get_all_asset_keys()
    for feed in catalogue.feeds.values():
        assert dg.AssetKey(["feeds", feed.name]) in keys
        assert graph.get(dg.AssetKey(["feeds", feed.name])).child_keys == {
            dg.AssetKey(["landing", feed.standard])
        }
    assert {dg.AssetKey(["landing", name]) for name in catalogue.standards} < keys


def test_lineage_leads_from_every_feed_to_the_release(graph: dg.AssetGraph) -> None:
    reached, waiting = set(), [dg.AssetKey(["published", "release"])]
    while waiting:
        key = waiting.pop()
        if key not in reached:
            reached.add(key)
            waiting += graph.get(key).parent_keys
    assert {dg.AssetKey(["feeds", name]) for name in load_catalogue().feeds} < reached


def test_every_asset_has_chinese_words_a_group_an_owner_and_kinds(graph: dg.AssetGraph) -> None:
    bare = [
        key.to_user_string()
        for key in graph.materializable_asset_keys
        if not (
            CHINESE.search(graph.get(key).description or "")
            and graph.get(key).group_name != "default"
            and graph.get(key).owners
            and graph.get(key).kinds
        )
    ]
    assert bare == []


def test_integrity_blocks_and_quality_scores(graph: dg.AssetGraph) -> None:
    checks = {key: graph.get_check_spec(key) for key in graph.asset_check_keys}
    blocking = {(key.asset_key.path[0], key.name) for key, spec in checks.items() if spec.blocking}
    assert ("landing", "rows_conserved") in blocking
    assert ("published", "clock_contract") in blocking
    scored = {key.name for key, spec in checks.items() if not spec.blocking}
    assert scored == {
        "delivered_when_due", "every_file_read", "every_return_written", "form_is_accepted", "rows_accepted",
        "rows_as_expected", "within_error_budget",
    }  # fmt: skip


def test_the_release_waits_for_every_blocking_check(graph: dg.AssetGraph) -> None:
    before = dg.AssetSelection.assets(PUBLISHED).upstream().resolve(graph)
    blocking = {key.asset_key for key in graph.asset_check_keys if graph.get_check_spec(key).blocking}
    assert len(blocking) > 40
    assert blocking <= before


def test_no_dbt_test_is_ignored(graph: dg.AssetGraph) -> None:
    nodes = json.loads(MANIFEST.read_text(encoding="utf-8"))["nodes"].values()
    tests = [node for node in nodes if node["resource_type"] == "test"]
    own = {
        "every_file_read", "rows_accepted", "rows_as_expected", "rows_conserved", "clock_contract",
        "form_is_accepted", "every_return_written", "delivered_when_due",
        "within_error_budget",
    }  # fmt: skip
    from_dbt = [key for key in graph.asset_check_keys if key.name not in own]
    assert len(from_dbt) == len(tests) > 40


def test_the_job_has_one_step_for_each_layer() -> None:
    job = defs.resolve_job_def("refresh")
    assert sorted(node.name for node in job.nodes) == [
        "budgets",
        "deliveries",
        "exchange__code_return",
        "feeds",
        "landing__index",
        "published__lookup",
        "published__postgres",
        "published__release",
        "published__site",
        "returns__workbooks",
        "standards",
        "warehouse",
    ]


def run_feeds(selection: dg.AssetSelection) -> dg.ExecuteInProcessResult:
    job = dg.define_asset_job("some_feeds", selection, executor_def=dg.in_process_executor)
    made = [make(load_catalogue()) for make in (feed_assets, standard_assets, index_asset)]
    definitions = dg.Definitions(assets=[*made, returns_asset()], jobs=[job], resources={"siku": siku_run})
    with dg.DagsterInstance.ephemeral() as instance:
        return definitions.resolve_job_def("some_feeds").execute_in_process(
            instance=instance, raise_on_error=False
        )


def test_one_feed_can_be_pulled_alone(data_root: Path) -> None:
    result = run_feeds(dg.AssetSelection.assets(["feeds", "court_judgment_debtors"]))
    made = [event.asset_key.path for event in result.get_asset_materialization_events() if event.asset_key]
    assert result.success
    assert made == [["feeds", "court_judgment_debtors"]]
    assert [e.check_name for e in result.get_asset_check_evaluations()] == ["every_file_read"]
    assert (data_root / "landing").exists()


def test_a_failing_feed_fails_its_own_check_and_stops_no_other(
    data_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ["court_cases", "court_judgment_debtors", "credit_centre_events"]

    def broken(root: Path, catalogue: Catalogue, feed: Feed, *rest: Any) -> FeedOutcome:
        if feed.name == "court_judgment_debtors":
            raise RuntimeError("disk on fire")
        return pull_feed(root, catalogue, feed, *rest)

    monkeypatch.setattr("orchestration.landing_assets.pull_feed", broken)
    result = run_feeds(dg.AssetSelection.assets(*(["feeds", name] for name in names)))
    passed = {e.asset_key.path[-1]: e.passed for e in result.get_asset_check_evaluations()}
    assert passed == {name: name != "court_judgment_debtors" for name in names}
    assert len(result.get_asset_materialization_events()) == len(names)


def test_a_lost_row_blocks_what_follows(data_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(_: object, key: dg.AssetKey, __: object) -> dg.AssetCheckResult:
        return dg.AssetCheckResult(
            asset_key=key, check_name="rows_conserved", passed=key.path[-1] != "court_cases"
        )

    monkeypatch.setattr("orchestration.standard_assets._conserved", lost)
    standards = [standard_key(name) for name in load_catalogue().standards]
    result = run_feeds(dg.AssetSelection.assets(*standards, ["landing", "index"]))
    assert not result.success
    assert len(result.get_asset_materialization_events()) == len(standards)
    assert not (data_root / "landing" / "_index").exists()


def test_a_failing_delivery_is_reported_and_the_next_one_lands(
    data_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalogue = load_catalogue()
    feed = catalogue.feeds["court_judgment_debtors"]
    inbox = data_root / "inbox" / feed.name
    inbox.mkdir(parents=True)
    (inbox / "first.csv").write_text("", encoding="utf-8")
    (inbox / "second.csv").write_text("nothing known\n", encoding="utf-8")
    land = Workshop.land

    def broken(self: Workshop, delivery: object, **more: bool) -> object:
        if "first" in delivery.source_uri:  # type: ignore[attr-defined]
            raise RuntimeError("disk on fire")
        return land(self, delivery, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Workshop, "land", broken)
    outcome = pull_feed(data_root, catalogue, feed, person_key(data_root), lambda _: None)
    assert len(outcome.failures) == 1
    assert "first.csv" in outcome.failures[0]
    assert "disk on fire" in outcome.failures[0]
    assert [manifest.source_uri for manifest in outcome.new] == [f"inbox/{feed.name}/second.csv"]


def test_a_return_that_cannot_be_written_is_shown_and_stops_nothing(data_root: Path) -> None:
    catalogue, sent = load_catalogue(), {"water_arrears": "户号,户名\n", "court_cases": "甲,乙\n1,2\n"}
    for name, content in sent.items():
        inbox = data_root / "inbox" / name
        inbox.mkdir(parents=True)
        (inbox / "来文.csv").write_text(content, encoding="utf-8")
        pull_feed(data_root, catalogue, catalogue.feeds[name], person_key(data_root), lambda _: None)
    returns, blocked = data_root / "returns", catalogue.feeds["water_arrears"].department
    returns.mkdir()
    (returns / blocked).write_text("a file stands where the folder of the department should be")

    result = run_feeds(dg.AssetSelection.assets(RETURNS))

    assert result.success
    (check,) = result.get_asset_check_evaluations()
    assert (check.check_name, check.passed, check.blocking) == ("every_return_written", False, False)
    assert len(check.metadata["failures"].value) == 1
    assert [path.parent.name for path in returns.rglob("*.xlsx")] == ["court_cases"]
