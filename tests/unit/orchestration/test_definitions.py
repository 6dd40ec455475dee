"""What Dagster loads: every feed and standard an asset, described, owned, checked; nothing half declared."""

from __future__ import annotations

import json
import re
from pathlib import Path

import dagster as dg
import pytest

from ingest.catalogue import load_catalogue
from ingest.landing import Workshop
from ingest.persons import person_key
from ingest.pulling import pull_feed
from orchestration.definitions import defs
from orchestration.warehouse import MANIFEST

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
    assert scored == {"every_file_read", "rows_accepted"}


def test_no_dbt_test_is_ignored(graph: dg.AssetGraph) -> None:
    nodes = json.loads(MANIFEST.read_text(encoding="utf-8"))["nodes"].values()
    tests = [node for node in nodes if node["resource_type"] == "test"]
    own = {"every_file_read", "rows_accepted", "rows_conserved", "clock_contract"}
    from_dbt = [key for key in graph.asset_check_keys if key.name not in own]
    assert len(from_dbt) == len(tests) > 40


def test_dbt_is_one_step_of_the_job() -> None:
    job = defs.resolve_job_def("refresh")
    assert [node.name for node in job.nodes].count("warehouse") == 1
    assert len(job.nodes) == len(load_catalogue().feeds) + len(load_catalogue().standards) + 3


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
