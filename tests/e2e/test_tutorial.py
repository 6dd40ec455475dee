"""The tutorial, typed as a reader would: its blocks in one shell, its promises in what was printed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

PROJECT = Path(__file__).resolve().parents[2]
TUTORIAL = PROJECT / "docs" / "tutorial-new-feed.md"
FEED = "dawa_water_arrears"
BLOCK = re.compile(r"^```(bash|text)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def steps() -> list[tuple[str, list[str]]]:
    """Each block of commands with the lines that are promised below it."""
    found: list[tuple[str, list[str]]] = []
    for kind, text in BLOCK.findall(TUTORIAL.read_text(encoding="utf-8")):
        if kind == "bash":
            found.append((text, []))
        else:
            found[-1][1].extend(text.splitlines())
    return found


@pytest.fixture(scope="module")
def typed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """The folder the reader worked in, and what each block of commands printed."""
    folder = tmp_path_factory.mktemp("reader")
    mark = "=== end of block ==="
    script = folder.with_suffix(".sh")
    script.write_text("set -euo pipefail\n" + "".join(f"{block}\necho '{mark}'\n" for block, _ in steps()))
    kept = {k: v for k, v in os.environ.items() if not k.startswith("SIKU_") and k != "DAGSTER_HOME"}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = kept | {"PATH": path, "COLUMNS": "200"}
    with (folder.with_suffix(".out")).open("w+", encoding="utf-8") as said:
        done = subprocess.run(
            ["bash", str(script)],
            cwd=folder,
            env=environment,
            stdout=said,
            stderr=subprocess.STDOUT,
            check=False,
        )
        said.seek(0)
        output = said.read()
    assert done.returncode == 0, output[-6000:]
    return folder, output.split(mark)


def test_every_promised_line_is_printed(typed: tuple[Path, list[str]]):
    missing = [
        (number, line, said[-3000:])
        for number, ((_, promised), said) in enumerate(zip(steps(), typed[1], strict=False))
        for line in promised
        if line not in said
    ]
    assert missing == []
    assert sum(len(promised) for _, promised in steps()) > 20


def test_the_reader_writes_no_code_and_stays_in_the_empty_folder():
    """The shell starts in an empty folder, so only an absolute or upward path could leave it."""
    typed_in = "\n".join(block for block, _ in steps())
    assert not re.search(r"\.(py|sql)\b|\.\./|[\s\"'=]/[a-z]", typed_in)


def test_new_feed_is_published(typed: tuple[Path, list[str]]):
    with duckdb.connect(str(typed[0] / "data/published/restricted.duckdb"), read_only=True) as connection:
        batches = connection.execute(
            "select distinct feed_id, standard, department from feed_batches"
        ).fetchall()
        questions = connection.execute(
            "select source_row, rule_id from row_issues where severity <> 'note' order by all"
        ).fetchall()
    assert batches == [(FEED, "utility_arrears", "大洼区自来水公司")]
    assert questions == [(3, "FIX-WIDTH"), (4, "USCC-CHECK")]


def test_new_feed_is_an_asset_upstream_of_its_standard(typed: tuple[Path, list[str]]):
    code = (
        "import dagster as dg; from orchestration.definitions import defs;"
        "graph = defs.resolve_asset_graph();"
        f"node = graph.get(dg.AssetKey(['feeds', '{FEED}']));"
        "print(sorted(key.to_user_string() for key in node.child_keys), node.group_name, sorted(node.owners))"
    )
    environment = os.environ | {
        "SIKU_DATA": str(typed[0] / "data"),
        "SIKU_CATALOGUE": str(typed[0] / "catalogue"),
    }
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, cwd=PROJECT, capture_output=True, text=True, check=True
    )
    assert (
        done.stdout.strip()
        == "['landing/utility_arrears'] 1_feeds/unlisted_unit ['team:data', 'team:大洼区自来水公司']"
    )
