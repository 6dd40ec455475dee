"""Building the static site: one switch, the last good one stays, the same from the same, what changed."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ingest.catalogue import Audience
from orchestration.release.changes import summary, write_changes
from orchestration.release.marts import marts_of
from orchestration.site import build
from orchestration.site.build import build_site
from orchestration.version import MANIFEST
from tests.e2e.site import parsed, text


@pytest.fixture
def city(refreshed_city: Path, tmp_path: Path) -> Path:
    """What was published of the city, in a data root of the test's own; without its site."""
    release = (refreshed_city / "published" / "current").resolve()
    published = tmp_path / "published"
    shutil.copytree(release, published / "releases" / "now")
    (published / "current").symlink_to("releases/now")
    for name in ("shared.duckdb", "manifest.json"):
        (published / name).symlink_to(f"current/{name}")
    return tmp_path


def before(city: Path, *changes: str) -> None:
    """An earlier release that differs from the current one by some statements, compared with it."""
    folder = city / "published" / "releases" / "before"
    folder.mkdir()
    shutil.copyfile(city / "published" / "shared.duckdb", folder / "shared.duckdb")
    with duckdb.connect(str(folder / "shared.duckdb")) as connection:
        for change in ("update release set run_id = 'before'", *changes):
            connection.execute(change)
    now = (city / "published" / "current").resolve()
    with duckdb.connect() as connection:
        connection.execute(f"attach '{now / 'shared.duckdb'}' as this")
        connection.execute("use this")
        connection.execute("drop table release_changes")
        file = folder / "shared.duckdb"
        changed = write_changes(connection, file, marts_of(MANIFEST), Audience.shared)
    about = {"as_of": "2026-10-30", "run_id": "before", "code_version": "0"}
    diff = summary({"shared.duckdb": changed}, about)
    (now / "diff.json").write_text(json.dumps(diff), encoding="utf-8")


def digests(site: Path) -> dict[str, str]:
    folder = site.resolve()
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*.*")
    }


def test_the_same_release_gives_the_same_site_and_two_are_kept(city: Path) -> None:
    site = city / "published" / "site"
    seen, folders = [], []
    for _ in range(3):
        built = build_site(city)
        seen.append(digests(site))
        folders.append(site.resolve())
    assert seen[0] == seen[1] == seen[2]
    assert built.first == site / "index.html"
    assert built.pages == sum(name.endswith(".html") for name in seen[0])
    assert set((city / "published" / "sites").iterdir()) == set(folders[1:])
    assert (site / "index.html").stat().st_mode & 0o444 == 0o444
    assert [path.name for path in (city / "published").glob(".*")] == []


def test_a_site_that_fails_leaves_the_last_one(city: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build_site(city)
    site = city / "published" / "site"
    good, target = digests(site), site.readlink()
    write = build.write_page

    def full(folder: Path, page: Any, shared: dict[str, Any]) -> None:
        if page.path == "units.html":
            raise OSError("disk full")
        write(folder, page, shared)

    monkeypatch.setattr(build, "write_page", full)
    with pytest.raises(OSError, match="disk full"):
        build_site(city)
    assert (digests(site), site.readlink()) == (good, target)
    monkeypatch.undo()
    build_site(city)
    assert len(list((city / "published" / "sites").iterdir())) == 2  # the half-built one is gone


def test_changes_are_those_between_the_two_releases(city: Path) -> None:
    before(
        city,
        "update indicator_values set value = 0.5, status = 'met' where unit_kind = 'city' and is_main"
        " and indicator_id = 'T02-03'",
        "update scorecard_totals set points = points + 1 where unit = '市住建局' and month = '2026-09'",
        "delete from feed_batches where feed_id = 'court_cases'",
        "insert into indicator_duties values ('T01-01', 'lead', '撤销的单位', false, date '2026-10-30')",
    )
    build_site(city)
    page = parsed(city / "published" / "site")["changes.html"]
    with duckdb.connect(str(city / "published" / "shared.duckdb"), read_only=True) as connection:
        files = {
            uri
            for (uri,) in connection.execute(
                "select source_uri from feed_batches where feed_id = 'court_cases'"
            ).fetchall()
        }
    lines = page.xpath("//tr[@data-line]")
    assert [row.get("data-line") for row in lines] == ["T02-03"]
    assert [text(cell) for cell in lines[0].xpath("./td")][1:3] == ["50.00%", "90.11%"]
    assert text(lines[0].xpath("./td")[-1]).startswith("达标 →")
    new = page.xpath("//section[last()]//td[@class='place']")
    assert {text(cell) for cell in new} == files
    assert [text(row.xpath("./td")[1]) for row in page.xpath("//section[4]//tbody/tr")] == ["市住建局"]
    counts = {
        row.get("data-mart"): [int(text(cell)) for cell in row.xpath("./td")[:3]]
        for row in page.xpath("//tr[@data-mart]")
    }
    assert counts == {
        "feed_batches": [len(files), 0, 0], "indicator_values": [0, 1, 0], "scorecard_totals": [0, 1, 0],
        "indicator_duties": [0, 0, 1],
    }  # fmt: skip
    [gone] = page.xpath("//details[@data-mart='indicator_duties']//tbody/tr")
    assert [text(cell) for cell in gone.xpath("./td")][:2] == [
        "撤下", "indicator_id=T01-01 role=lead unit=撤销的单位"
    ]  # fmt: skip


def test_without_an_earlier_release_or_its_figures_it_says_so(city: Path) -> None:
    build_site(city)
    assert "没有更早的发布可比" in text(parsed(city / "published" / "site")["changes.html"])
    before(city, "drop table scorecard_totals")
    build_site(city)
    page = parsed(city / "published" / "site")["changes.html"]
    assert "不列当时的数" in text(page)
    assert [row.get("data-mart") for row in page.xpath("//tr[@data-mart]")] == ["scorecard_totals"]


def test_what_a_file_says_is_text_on_the_page_and_in_the_table(city: Path) -> None:
    """A unit cannot write markup or a formula into somebody else's browser or spreadsheet."""
    hostile = "<script>alert(1)</script>"
    with duckdb.connect(str((city / "published" / "shared.duckdb").resolve())) as connection:
        connection.execute(
            "update feed_batches set source_uri = ? where feed_id = 'court_cases'", [f"inbox/{hostile}.csv"]
        )
        connection.execute("update indicator_members set item = '=1+1' where indicator_id = 'T15-02'")
        connection.execute(
            "update indicator_members set record_id = '123456789012345678' where indicator_id = 'T15-02'"
        )
    build_site(city)
    site = city / "published" / "site"
    source = (site / "lines" / "T15-02.html").read_text(encoding="utf-8")
    assert hostile not in source
    assert "inbox/&lt;script&gt;" in source
    table = (site / "lines" / "T15-02.csv").read_text(encoding="utf-8-sig")
    assert "'=1+1" in table
    assert ",=1+1" not in table
    assert ",'123456789012345678," in table


def test_the_command_builds_it_and_names_it(siku: Callable[..., str], city: Path, tmp_path: Path) -> None:
    assert "site/index.html" in siku(city, "site")
    empty = tmp_path / "empty"
    empty.mkdir()
    assert "siku refresh" in siku(empty, "site", expect=1)
