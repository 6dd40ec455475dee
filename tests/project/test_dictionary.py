"""The data dictionary says everything that is declared, and a person can open it with nothing beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest
import yaml

from ingest.catalogue import HERE
from orchestration.dictionary.write import NAMES, write
from quality.rules import DATA
from quality.text import mask_personal
from tests.e2e.browser import DESKTOP, PHONE, chromium
from tests.project.conftest import Manifest, publish

STAMP = "数据日期 2026-10-31，运行 r-1"
AUDIENCE = {"public": "公开", "shared": "共享", "restricted": "受限"}


class Tables(HTMLParser):
    """Reads the page's tables: rows of texts by the anchor of the heading above."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: dict[str, list[list[str]]] = {}
        self.text = ""
        self._anchor = ""
        self._in_cell = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "h3":
            self._anchor = str(dict(attrs)["id"])
        elif tag == "tr":
            self.rows.setdefault(self._anchor, []).append([])
        elif tag in ("td", "th"):
            self.rows[self._anchor][-1].append("")
            self._in_cell = True

    def handle_endtag(self, tag: str) -> None:
        self._in_cell = self._in_cell and tag not in ("td", "th")

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._in_cell:
            self.rows[self._anchor][-1][-1] += data


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("dictionary")
    assert [path.name for path in write(made, STAMP)] == list(NAMES)
    return made


@pytest.fixture(scope="module")
def page(folder: Path) -> Tables:
    read = Tables()
    read.feed((folder / "dictionary.html").read_text(encoding="utf-8"))
    return read


def declared(kind: str) -> Iterator[dict[str, Any]]:
    """The YAML files as they lie there, not as the catalogue reads them."""
    for path in sorted((HERE / kind).glob("*.yml")):
        yield yaml.safe_load(path.read_text(encoding="utf-8"))


def test_every_column_of_every_standard_stands_there(page: Tables) -> None:
    for standard in declared("standards"):
        heads, *rows = page.rows[f"standards-{standard['name']}"]
        said = [dict(zip(heads, row, strict=True)) for row in rows]
        assert [row["字段"] for row in said] == [column["name"] for column in standard["columns"]]
        for row, column in zip(said, standard["columns"], strict=True):
            assert row["列名"] == column["title"]
            assert row["含义"] == column.get("description", "")
            assert row["国家代码"] == column.get("code", "")
            for synonym in column.get("synonyms", []):
                assert synonym in row["认得的其他列名"]
            for code, spellings in column.get("codes", {}).items():
                assert all(str(text) in row["取值"] for text in (code, *spellings))
            assert row["读者范围"].startswith(AUDIENCE.get(column.get("publish"), "不发布"))
            assert ("散列" in row["读者范围"]) == (column.get("type") == "person_id")
            assert (row["填写要求"] == "必填") == (
                column.get("required", False) and column.get("in_template") is not False
            )


def test_every_feed_stands_under_its_department(page: Tables) -> None:
    said = Counter(
        row[1] for anchor, rows in page.rows.items() if anchor.startswith("feeds-") for row in rows[1:]
    )
    assert said == Counter(feed["name"] for feed in declared("feeds"))
    departments = {feed["department"] for feed in declared("feeds")}
    assert len([anchor for anchor in page.rows if anchor.startswith("feeds-")]) == len(departments)


def test_every_rule_stands_there_with_its_clause(page: Tables) -> None:
    registry = pl.read_csv(DATA / "quality_rules.csv")
    said = {
        row[0]: row for anchor, rows in page.rows.items() if anchor.startswith("rules-") for row in rows[1:]
    }
    assert set(said) == set(registry["rule_id"])
    for rule_id, message, source in registry.select("rule_id", "message_zh", "source").iter_rows():
        assert (said[rule_id][2], said[rule_id][4]) == (message, source)


def test_every_published_column_stands_there_and_no_other(page: Tables, manifest: Manifest) -> None:
    said = {
        (anchor.removeprefix("marts-"), *row)
        for anchor, rows in page.rows.items()
        if anchor.startswith("marts-")
        for row in rows[1:]
    }
    assert said == {
        (mart["name"], column["name"], column["data_type"], AUDIENCE[audience], label(column))
        for mart in manifest.marts()
        for column in mart["columns"].values()
        if (audience := publish(column))
    }


def label(column: dict[str, Any]) -> str:
    return " ".join(column["description"].split())


def test_page_and_workbook_say_the_same(folder: Path, page: Tables) -> None:
    book = openpyxl.load_workbook(folder / "dictionary.xlsx")
    for sheet, part in {
        "数据标准": "standards",
        "来源": "feeds",
        "规则": "rules",
        "发布的表": "marts",
    }.items():
        written = [[str(cell or "") for cell in row[2:]] for row in book[sheet].values]
        shown = [rows for anchor, rows in page.rows.items() if anchor.startswith(f"{part}-")]
        assert written == [shown[0][0], *(row for rows in shown for row in rows[1:])]
    assert {row[0] for row in book["数据标准说明"].values} > {"行政处罚", "行政许可"}


def test_no_personal_number_is_in_it(page: Tables) -> None:
    """It lies beside the public file too."""
    assert mask_personal(pl.Series([page.text]))[0] == page.text


def test_the_same_declarations_give_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    write(tmp_path, STAMP)
    for name in NAMES:
        assert (tmp_path / name).read_bytes() == (folder / name).read_bytes()


def test_the_page_opens_in_a_browser_with_nothing_beside_it(folder: Path) -> None:
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    with chromium(folder) as browser:
        for size in (DESKTOP, PHONE):
            browser.size(*size)
            browser.open("dictionary.html")
            assert browser.ask("document.title") == "四库数据字典"
            assert STAMP in browser.ask("document.body.innerText")
            assert browser.ask("getComputedStyle(document.querySelector('thead th')).fontWeight") == "600"
            assert not browser.ask(wide)
        dead = "[...document.querySelectorAll('a')].filter(a => !document.querySelector(a.hash)).length"
        assert browser.ask(dead) == 0
        assert browser.said() == []
