"""What the centre reads on Dagster's page: Chinese everywhere, rooms in order, owners, tags, the runbook."""

from __future__ import annotations

import re
from collections.abc import Iterator

import dagster as dg
import pytest

from ingest.catalogue import Audience, load_catalogue
from orchestration import labels, runbook
from orchestration.definitions import defs
from orchestration.translator import words_of_test
from tests.conftest import PROJECT
from tests.e2e.screenshots import VIEWS

CHINESE = re.compile("[\u4e00-\u9fff]")
ROOMS = ["1_feeds", "2_landing", "3_rules", "4_warehouse", "5_marts", "6_release"]


@pytest.fixture(scope="module")
def graph() -> dg.AssetGraph:
    return defs.resolve_asset_graph()


def not_chinese(definitions: dg.Definitions) -> tuple[list[str], int]:
    """Names of what has no Chinese description, and how many things were looked at."""
    words = list(described(definitions))
    return sorted(name for name, text in words if not CHINESE.search(text or "")), len(words)


def described(definitions: dg.Definitions) -> Iterator[tuple[str, str | None]]:
    graph, repository = definitions.resolve_asset_graph(), definitions.get_repository_def()
    for key in graph.get_all_asset_keys():
        node = graph.get(key)
        yield key.to_user_string(), node.description
        schema = node.metadata.get("dagster/column_schema")
        for column in schema.columns if schema else []:
            yield f"{key.to_user_string()}.{column.name}", column.description
    for check in graph.asset_check_keys:
        yield str(check), graph.get_check_spec(check).description
    yield from ((job.name, job.description) for job in repository.get_all_jobs() if job.name[0] != "_")
    yield from ((schedule.name, schedule.description) for schedule in repository.schedule_defs)
    yield from ((sensor.name, sensor.description) for sensor in repository.sensor_defs)


def test_everything_is_described_in_chinese() -> None:
    bare, looked_at = not_chinese(defs)
    assert bare == []
    assert looked_at > 3000


def test_a_missing_description_would_be_found() -> None:
    schema = dg.TableSchema([dg.TableColumn("a", description="甲"), dg.TableColumn("b")])
    specs = [
        dg.AssetSpec("told", description="说明", metadata={"dagster/column_schema": schema}),
        dg.AssetSpec("english", description="words"),
        dg.AssetSpec("silent"),
    ]
    assert not_chinese(dg.Definitions(assets=specs)) == (["english", "silent", "told.b"], 5)


def test_no_sql_stands_between_a_description_and_the_columns(graph: dg.AssetGraph) -> None:
    assert [
        key
        for key in graph.materializable_asset_keys
        if "select" in (graph.get(key).description or "").lower()
    ] == []


def test_groups_stand_in_the_order_of_the_datas_way(graph: dg.AssetGraph) -> None:
    def room(key: dg.AssetKey) -> str:
        return str(graph.get(key).group_name).split("/")[0]

    keys = graph.materializable_asset_keys
    assert sorted({room(key) for key in keys}) == ROOMS
    back = {(room(parent), room(key)) for key in keys for parent in graph.get(key).parent_keys}
    # lines and scores are counted from marts of disclosure
    assert {way for way in back if way[0] > way[1]} == {("5_marts", "4_warehouse")}


def test_feeds_stand_by_department_and_belong_to_it(graph: dg.AssetGraph) -> None:
    departments: dict[str, set[str]] = {}
    for feed in load_catalogue().feeds.values():
        node = graph.get(dg.AssetKey(["feeds", feed.name]))
        departments.setdefault(str(node.group_name), set()).add(feed.department)
        assert set(node.owners) == {f"team:{feed.department}", "team:data"}
    assert all(len(units) == 1 for units in departments.values())
    assert "1_feeds/unlisted_unit" not in departments
    assert departments["1_feeds/court"] == {"市法院"}


def test_a_unit_the_register_does_not_list_has_a_place_too() -> None:
    feed = next(iter(load_catalogue().feeds.values())).model_copy(update={"department": "一个新单位"})
    assert labels.feed_group(feed) == "1_feeds/unlisted_unit"
    assert labels.feed_owners(feed) == ["team:一个新单位", "team:data"]


def test_a_line_belongs_to_its_lead_unit(graph: dg.AssetGraph) -> None:
    owners = graph.get(dg.AssetKey(["populations", "pop_t02_01"])).owners
    assert set(owners) == {"team:市智慧城市中心", "team:data"}


def test_tags_tell_persons_and_readers(graph: dg.AssetGraph) -> None:
    def tags(*key: str) -> dict[str, str]:
        return {name: value for name, value in graph.get(dg.AssetKey(key)).tags.items() if "siku/" in name}

    assert tags("landing", "judgment_debtors")["siku/sensitivity"] == "personal"
    assert tags("landing", "service_halls") == {"siku/sensitivity": "ordinary", "siku/audience": "public"}
    assert tags("landing", "question_decisions")["siku/audience"] == "shared"
    assert tags("staging", "stg_court_cases") == {"siku/audience": "internal"}
    assert tags("feeds", "court_cases")["siku/cadence"] == "month"


def test_the_audience_of_a_mart_is_the_widest_that_reads_a_column() -> None:
    def node(*published: str | None) -> dict[str, object]:
        columns = {str(i): {"config": {"meta": {"publish": p}}} for i, p in enumerate(published)}
        return {"name": "m", "columns": columns}

    assert labels.dbt_tags(node("restricted", "shared", None)) == {"siku/audience": Audience.shared}
    assert labels.dbt_tags(node(None)) == {"siku/audience": "internal"}


def test_every_asset_carries_a_section_of_the_runbook(graph: dg.AssetGraph) -> None:
    titles = {f"## {title}" for title in runbook.sections()}
    for key in graph.materializable_asset_keys:
        told = graph.get(key).metadata[runbook.KEY]
        assert told.value.splitlines()[0] in titles
        assert told.value.endswith(f"`{runbook.PAGE}`")


def test_sections_that_are_named_exist_and_say_what_to_do() -> None:
    for title in {*runbook.SECTIONS.values(), runbook.STOPPED, runbook.PULLING}:
        assert len(runbook.section(title)) > len(title) + 20
    with pytest.raises(KeyError):
        runbook.section("没有这一节")


def test_a_file_drop_is_told_of_stopped_files_and_a_database_of_pulling() -> None:
    feeds = load_catalogue().feeds
    dropped = next(feed for feed in feeds.values() if feed.connector.type == "file_drop")
    fetched = dropped.model_copy(
        update={"connector": dropped.connector.model_copy(update={"type": "database"})}
    )
    assert "文件整件停止" in runbook.for_feed(dropped)[runbook.KEY].value
    assert "取数失败" in runbook.for_feed(fetched)[runbook.KEY].value


@pytest.mark.parametrize(
    ("general", "columns", "words"),
    [
        ("unique_rows", {"columns": ["unit", "valid_from"]}, "没有重复的行:unit、valid_from 合起来唯一"),
        ("unique", {"column_name": "record_id"}, "record_id 不重复"),
        ("accepted_values", {"column_name": "state", "values": ["a", "b"]}, "state 只取 a、b"),
    ],
)
def test_a_general_test_says_what_it_means(general: str, columns: dict[str, object], words: str) -> None:
    node = {"description": "", "test_metadata": {"name": general, "kwargs": columns}}
    assert words_of_test(node) == words


def test_a_dbt_test_without_words_stops_no_page_but_is_bare() -> None:
    assert words_of_test({"description": "", "test_metadata": {"name": "a_new_kind", "kwargs": {}}}) == ""
    assert words_of_test({"description": ""}) == ""


def test_feeds_and_release_must_be_refreshed_every_day(graph: dg.AssetGraph) -> None:
    policy = graph.get(dg.AssetKey(["published", "release"])).freshness_policy
    assert policy is not None
    feeds = [dg.AssetKey(["feeds", name]) for name in load_catalogue().feeds]
    assert {graph.get(key).freshness_policy for key in feeds} == {policy}


def test_the_centres_document_names_the_rooms_and_shows_every_picture(graph: dg.AssetGraph) -> None:
    page = PROJECT / "docs" / "centre.md"
    text = page.read_text(encoding="utf-8")
    groups = {str(graph.get(key).group_name) for key in graph.materializable_asset_keys}
    assert {room for room in ROOMS if f"`{room}`" not in text} == set()
    landing = {group.removeprefix("2_landing/") for group in groups if group.startswith("2_landing/")}
    assert {name for name in landing if f"`{name}`" not in text} == set()
    shown = set(re.findall(r"\(images/(\w+)\.png\)", text))
    assert shown == {view.name for view in VIEWS} == {path.stem for path in page.parent.glob("images/*.png")}


def test_what_the_document_tells_to_search_for_finds_assets(graph: dg.AssetGraph) -> None:
    text = (PROJECT / "docs" / "centre.md").read_text(encoding="utf-8")
    asked = re.findall(r"`((?:tag|owner|group):[^`]+)`", text)
    assert len(asked) == 2
    for words in asked:
        assert dg.AssetSelection.from_string(words).resolve(graph)
