"""The seeds say what the task table and the standards say."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from ingest.catalogue import HERE, load_catalogue
from orchestration.generate import drift, generated_files, write
from tests.project.conftest import Manifest

REFERENCE = Path(__file__).resolve().parents[3] / "shared" / "reference" / "indicators.csv"


def _seed(project_dir: Path, name: str) -> list[dict[str, str]]:
    with (project_dir / "seeds" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_staging_is_what_the_standards_generate() -> None:
    assert drift(generated_files(load_catalogue([HERE]))) == []


def test_a_hand_edit_of_staging_is_found_and_undone(tmp_path: Path) -> None:
    files = generated_files(load_catalogue([HERE]))
    assert set(write(files, tmp_path)) == set(files)
    staging = tmp_path / "models" / "staging"
    edited, gone = staging / "stg_utility_arrears.sql", staging / "stg_left_over.sql"
    gone.write_text(edited.read_text(encoding="utf-8"), encoding="utf-8")
    edited.write_text("select 1", encoding="utf-8")
    (staging / "stg_run.sql").write_text("select 1", encoding="utf-8")  # by hand, and rightly so
    assert drift(files, tmp_path) == [
        "models/staging/stg_left_over.sql",
        "models/staging/stg_utility_arrears.sql",
    ]
    write(files, tmp_path)
    assert drift(files, tmp_path) == []
    assert (staging / "stg_run.sql").exists()


def test_task_table_to_the_letter(project_dir: Path) -> None:
    lines = _seed(project_dir, "indicators/indicator_lines")
    assert len({line["indicator_id"] for line in lines}) == len(lines) == 69
    if not REFERENCE.parent.is_dir():
        pytest.skip("the reference is not beside this checkout")
    with REFERENCE.open(encoding="utf-8", newline="") as file:
        asked = list(csv.DictReader(file))
    assert [{name: line[name] for name in asked[0]} for line in lines] == asked


def test_every_line_says_in_chinese_how_it_is_counted(project_dir: Path) -> None:
    lines = _seed(project_dir, "indicators/indicator_lines")
    assert [line["indicator_id"] for line in lines if not re.search("[一-鿿]{4}", line["measure_zh"])] == []


def test_inputs_name_lines_and_standards(project_dir: Path) -> None:
    lines = {line["indicator_id"] for line in _seed(project_dir, "indicators/indicator_lines")}
    inputs = _seed(project_dir, "indicators/indicator_inputs")
    assert {row["indicator_id"] for row in inputs} <= lines
    assert {row["standard"] for row in inputs} <= set(load_catalogue([HERE]).standards)


def test_every_department_that_sends_is_named_once(project_dir: Path) -> None:
    named = [row["unit"] for row in _seed(project_dir, "policy/source_units") if not row["valid_to"]]
    assert len(set(named)) == len(named)
    assert {feed.department for feed in load_catalogue([HERE]).feeds.values()} <= set(named)


def test_every_cadence_has_its_gap(project_dir: Path) -> None:
    known = {row["cadence"] for row in _seed(project_dir, "policy/cadences")}
    assert {feed.cadence for feed in load_catalogue([HERE]).feeds.values()} <= known


def test_types_are_written_with_half_width_brackets_and_one_kind(project_dir: Path) -> None:
    types = _seed(project_dir, "policy/enterprise_types")
    assert [row["name"] for row in types if set(row["name"]) & set("（）")] == []
    assert [row["name"] for row in types if row["is_legal_person"] == row["is_sole_trader"] == "true"] == []


def test_every_row_of_policy_has_a_source(project_dir: Path) -> None:
    for path in (project_dir / "seeds" / "policy").glob("*.csv"):
        rows = _seed(project_dir, f"policy/{path.stem}")
        assert [row for row in rows if not row["source"]] == [], path.name


def test_the_libraries_of_the_registrar_map(manifest: Manifest, project_dir: Path) -> None:
    path = project_dir / manifest.seeds["uscc_registrars"]["original_file_path"]
    with path.open(encoding="utf-8", newline="") as file:
        pairs = {row["registrar"] + row["kind"]: row["library"] for row in csv.DictReader(file)}
    assert {pair for pair, library in pairs.items() if library == "ent"} == {"91", "92", "93"}
    assert {pair for pair, library in pairs.items() if library == "gov"} == {"11"}
    assert set(pairs.values()) == {"ent", "gov", "org"}
