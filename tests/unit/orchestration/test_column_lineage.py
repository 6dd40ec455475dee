"""Columns followed through SQL, and how they reach the page; expectations are read off the SQL by eye."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from orchestration import column_lineage
from orchestration.column_lineage import code_of, columns_of, models_of, read_lineage, with_lineage

SCHEMA = {
    "clock": {"record_id": "varchar", "due_on": "date", "state": "varchar"},
    "links": {"record_id": "varchar", "subject_id": "varchar", "due_on": "date"},
}
MANIFEST = {
    "nodes": {"model.siku.a": {"resource_type": "model", "checksum": {"checksum": "1"}}},
    "macros": {"macro.siku.m": {"macro_sql": "{{ x }}"}},
}


@pytest.mark.parametrize(
    ("sql", "made_of"),
    [
        ('select record_id, due_on + 1 as next_day from "w"."main"."clock"',
         {"record_id": {("clock", "record_id")}, "next_day": {("clock", "due_on")}}),
        ("with late as (select * from clock where state = 'late') "
         "select l.record_id, s.subject_id, coalesce(s.due_on, l.due_on) as due_on "
         "from late as l left join links as s on l.record_id = s.record_id",
         {"record_id": {("clock", "record_id")}, "subject_id": {("links", "subject_id")},
          "due_on": {("clock", "due_on"), ("links", "due_on")}}),
        ("select state, rank() over (partition by record_id order by due_on) as place, 1 as n from clock",
         {"state": {("clock", "state")}, "place": {("clock", "record_id"), ("clock", "due_on")}, "n": set()}),
        ("select record_id from clock union all select subject_id from links",
         {"record_id": {("clock", "record_id"), ("links", "subject_id")}}),
    ],
)  # fmt: skip
def test_a_column_is_followed_to_the_tables(sql: str, made_of: dict[str, set[tuple[str, str]]]) -> None:
    assert columns_of(sql, SCHEMA) == made_of


def test_the_page_says_it_in_words_and_in_metadata() -> None:
    columns = [dg.TableColumn("due_on", "date", "期限"), dg.TableColumn("one", "integer", "一")]
    sources = [("records/a", "x"), ("records/b", "y"), ("records/c", "z"), ("records/d", "w")]
    told = with_lineage({"dagster/column_schema": dg.TableSchema(columns)}, {"due_on": sources}, {})
    first, second = told["dagster/column_schema"].columns
    assert first.description == "期限 ← a.x、b.y、c.z 等 4 列"
    assert (first.type, second.description) == ("date", "一")
    deps = told["dagster/column_lineage"].deps_by_column["due_on"]
    assert [(dep.asset_key.path, dep.column_name) for dep in deps][1] == (["records", "b"], "y")


def test_columns_described_in_one_place_for_all_are_shown() -> None:
    told = with_lineage({}, {"unit": [("records/a", "x")]}, {"unit": "单位"})
    assert [column.description for column in told["dagster/column_schema"].columns] == ["单位 ← a.x"]


def test_without_a_lineage_the_metadata_stays() -> None:
    assert with_lineage({"a": 1}, {}, {}) == {"a": 1}


def test_a_lineage_of_other_code_is_not_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    product = tmp_path / "column_lineage.json"
    monkeypatch.setattr(column_lineage, "PRODUCT", product)
    assert read_lineage(MANIFEST) == {}
    product.write_text(f'{{"code": "{code_of(MANIFEST)}", "models": {{"model.siku.a": {{"x": []}}}}}}')
    assert read_lineage(MANIFEST) == {"model.siku.a": {"x": []}}
    changed: dict[str, Any] = MANIFEST | {"macros": {"macro.siku.m": {"macro_sql": "{{ y }}"}}}
    assert read_lineage(changed) == {}


def test_staging_names_its_standard_and_a_model_its_parents() -> None:
    def node(kind: str, *fqn: str, columns: dict[str, str | None], **more: object) -> dict[str, object]:
        described = {name: {"config": {"meta": {"origin": origin}}} for name, origin in columns.items()}
        return {"resource_type": kind, "name": fqn[-1], "fqn": ["siku", *fqn], "columns": described} | more

    manifest = {
        "nodes": {
            "model.siku.stg_a": node(
                "model", "staging", "stg_a", columns={"x": "standard.x", "feed_id": None},
                depends_on={"nodes": ["source.siku.landing.standard"]},
            ),
            "seed.siku.words": node("seed", "policy", "words", columns={"w": None}),
            "model.siku.mart": node(
                "model", "marts", "quality", "mart", columns={"y": None, "w": None},
                depends_on={"nodes": ["model.siku.stg_a", "seed.siku.words"]},
                compiled_code='select a.x as y, b.w from "d"."main"."stg_a" as a cross join words as b',
            ),
        }
    }  # fmt: skip
    assert dict(models_of(manifest)) == {
        "model.siku.stg_a": {"x": [("landing/standard", "x")]},
        "model.siku.mart": {"y": [("staging/stg_a", "x")], "w": [("policy/words", "w")]},
    }
