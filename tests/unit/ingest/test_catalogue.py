"""The catalogue refuses a wrong file by name, field and what is allowed."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.catalogue import CatalogueError, load_catalogue

STANDARD = """\
name: {name}
short: x
title: 标准
description: 说明
source: 来源
kind: record
key: [a]
columns:
  - {{name: a, title: 甲, required: true}}
  - {{name: b, title: 乙, type: date}}
"""
FEED = """\
name: {name}
title: 来源
department: 市税务局
standard: {standard}
cadence: month
due_day: 10
mode: changes
valid_from: 2019-01-01
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for part in ("standards", "feeds"):
        (tmp_path / part).mkdir()
    (tmp_path / "standards" / "good.yml").write_text(STANDARD.format(name="good"), encoding="utf-8")
    (tmp_path / "feeds" / "sender.yml").write_text(
        FEED.format(name="sender", standard="good"), encoding="utf-8"
    )
    return tmp_path


def _change(folder: Path, file: str, old: str, new: str) -> str:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(CatalogueError) as raised:
        load_catalogue([folder])
    return str(raised.value)


def test_good_catalogue_loads(folder: Path) -> None:
    catalogue = load_catalogue([folder])
    assert [feed.name for feed in catalogue.feeds_of("good")] == ["sender"]


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (
            "feeds/sender.yml",
            "cadence: month",
            "cadence: monthly",
            ["sender.yml", "cadence", "'month'", "'year'"],
        ),
        ("feeds/sender.yml", "due_day: 10", "due_day: 40", ["sender.yml", "due_day", "31"]),
        ("feeds/sender.yml", "standard: good", "standard: god", ["sender", "standard", "god", "good"]),
        ("feeds/sender.yml", "mode: changes", "mod: changes", ["sender.yml", "mod", "mode"]),
        ("feeds/sender.yml", "name: sender", "name: other", ["sender.yml", "name", "'sender'"]),
        (
            "feeds/sender.yml",
            "mode: changes",
            "mode: changes\nlayout: {absent: [a]}",
            ["absent", "['a']", "['b']"],
        ),
        ("feeds/sender.yml", "mode: changes", "mode: changes\nlayout: {absent: [z]}", ["sender", "['z']"]),
        ("standards/good.yml", "type: date", "type: dates", ["good.yml", "columns.1.type", "'date'"]),
        ("standards/good.yml", "key: [a]", "key: [z]", ["good.yml", "['z']", "['a', 'b']"]),
        ("standards/good.yml", "name: b,", "name: a,", ["good.yml", "declared twice", "['a']"]),
        ("standards/good.yml", "name: b,", "name: 乙,", ["good.yml", "columns.1.name", "pattern"]),
        ("standards/good.yml", "type: date", "type: amount", ["good.yml", "unit", "wan_yuan"]),
        ("standards/good.yml", "type: date", "type: person_id, publish: public", ["good.yml", "restricted"]),
        ("standards/good.yml", "kind: record", "kind: [record", ["good.yml", "not YAML"]),
    ],
)
def test_wrong_file_is_named(folder: Path, file: str, old: str, new: str, said: list[str]) -> None:
    message = _change(folder, file, old, new)
    assert all(part in message for part in said), message


def test_every_problem_is_told_at_once(folder: Path) -> None:
    (folder / "feeds" / "second.yml").write_text("name: second\n", encoding="utf-8")
    message = _change(folder, "standards/good.yml", "kind: record", "kind: thing")
    assert "good.yml" in message
    assert "second.yml" in message


def test_built_in_catalogue_has_no_unit_in_code() -> None:
    catalogue = load_catalogue()
    assert len(catalogue.feeds_of("utility_arrears")) == 5
    code = [path.read_text(encoding="utf-8") for room in ("ingest", "quality", "orchestration")
            for path in (Path(__file__).parents[3] / room).rglob("*.py")]  # fmt: skip
    names = {feed.name for feed in catalogue.feeds.values()} | {
        f.department for f in catalogue.feeds.values()
    }
    assert not [name for name in names for text in code if name in text]
