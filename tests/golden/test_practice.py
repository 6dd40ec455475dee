"""What feeds look like in practice, observation by observation: each has its golden file or names its test.

``practice.yml`` is the list. A golden case is a delivered file (`tests.golden.build`), landed as any other,
and a JSON in ``expected/`` that was written by hand.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml

from ingest.catalogue import HERE as BUILT_IN
from ingest.catalogue import load_catalogue
from ingest.landing import batch_folder
from ingest.manifest import Manifest
from ingest.pulling import pull_feed
from orchestration.rules_page import bring_up_to_date
from tests.golden.build import BUILD
from tests.integration import deliveries as d

HERE = Path(__file__).parent
PROJECT = HERE.parent.parent
PRACTICE: list[dict[str, Any]] = yaml.safe_load((HERE / "practice.yml").read_text(encoding="utf-8"))
CASES = {case: row for row in PRACTICE for case in row.get("cases", [])}
CATALOGUE = load_catalogue([BUILT_IN, PROJECT / "tests" / "real" / "catalogue"])


def landed(root: Path, case: str) -> tuple[Manifest, pl.DataFrame, list[dict[str, Any]]]:
    """Manifest, rows and findings of the case's file."""
    # a golden file has a few rows, whatever the feed usually sends
    feed = CATALOGUE.feeds[CASES[case].get("feed", d.FEED)].model_copy(update={"volume": None})
    content = BUILD[case]()
    d.put(root, CASES[case].get("named", f"{case}.csv"), content, feed=feed.name)
    outcome = pull_feed(root, CATALOGUE, feed, d.KEY, lambda _: None)
    assert outcome.failures == []
    (manifest,) = outcome.new
    folder = batch_folder(root, feed, manifest.batch_id)
    assert (folder / manifest.original).read_bytes() == content
    rows = pl.concat([pl.read_parquet(folder / f"{name}.parquet") for name in ("accepted", "held")])
    findings = pl.read_parquet(folder / "questions.parquet").to_dicts()
    return manifest, rows.sort("source_sheet", "source_row"), findings


@pytest.mark.parametrize("case", CASES)
def test_practice(case: str, tmp_path: Path) -> None:
    expected = json.loads((HERE / "expected" / f"{case}.json").read_text(encoding="utf-8"))
    manifest, rows, findings = landed(tmp_path, case)
    stop = manifest.stop.rule_id if manifest.stop else None
    assert (manifest.state, stop) == (expected["state"], expected.get("stop"))
    if "container" in expected:
        assert (manifest.container, manifest.encoding) == (expected["container"], expected["encoding"])
    if "sheets" in expected:
        sheets = [[s.sheet, s.header_row, [[row, why] for row, why, _ in s.skipped]] for s in manifest.sheets]
        assert without_header(sheets) == without_header(expected["sheets"])
    read = {title: name for sheet in manifest.sheets for title, name in sheet.mapping.items()}
    assert {title: read.get(title) for title in expected.get("mapping", {})} == expected.get("mapping", {})
    assert [t for s in manifest.sheets for t in s.extra_columns] == expected.get("extra", [])
    seen = [
        [row["source_row"], row["row_state"], {name: row[name] for name in wanted}]
        for row, (*_, wanted) in zip(rows.to_dicts(), expected["rows"], strict=True)
    ]
    assert seen == expected["rows"]
    found = sorted(([f["source_row"], f["column"], f["rule_id"]] for f in findings), key=str)
    assert found == sorted(expected["findings"], key=str)
    said = " ".join(f["message_zh"] for f in findings)
    assert [part for part in expected.get("says", []) if part not in said] == []


def without_header(sheets: list[Any]) -> list[Any]:
    """A header in the first row, which nothing stands above, need not be listed."""
    return [[sheet, row, [one for one in skipped if one != [1, "header"]]] for sheet, row, skipped in sheets]


def test_every_case_settles_an_observation_and_every_observation_is_settled() -> None:
    assert set(CASES) == set(BUILD)
    assert {path.stem for path in (HERE / "expected").iterdir()} == set(CASES)
    assert [row["seen"] for row in PRACTICE if not row.get("cases") and not row.get("tests")] == []


@pytest.mark.parametrize("named", [test for row in PRACTICE for test in row.get("tests", [])])
def test_the_tests_that_are_named_exist(named: str) -> None:
    file, _, name = named.partition("::")
    text = (PROJECT / file).read_text(encoding="utf-8")
    assert not name or re.search(rf"^def {name}\(", text, re.M), named


def test_the_page_about_files_lists_the_rules_as_they_are() -> None:
    assert bring_up_to_date(check=True) == []  # else: make generate
