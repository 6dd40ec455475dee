"""The static site's pages say what was published, lead somewhere, and hold nothing else."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from ingest.catalogue import load_catalogue
from tests.e2e.site import Pages, differs, pair, parsed, query, text

ELSEWHERE = re.compile(rb"(?:https?:|ftp:|wss?:)?//[\w.-]+\.[a-z]{2,}|@import|url\(", re.IGNORECASE)
FORMULA = re.compile(r"^[=+\-@\t\r]")


@pytest.fixture(scope="module")
def pages(site: Path) -> Pages:
    """Every page, parsed."""
    found = parsed(site)
    assert len(found) > 69 + 40
    return found


def test_lines_show_the_figures_of_units_districts_and_parts(pages: Pages, refreshed_city: Path) -> None:
    published = query(
        refreshed_city,
        "select indicator_id, unit_kind, unit, part, is_main, value, numerator, denominator"
        " from indicator_values",
    )
    shown: dict[Any, tuple[str, str]] = {}
    for page, tree in pages.items():
        line = re.fullmatch(r"lines/(T\d\d-\d\d)\.html", page)
        if line is None:
            continue
        (big,) = tree.xpath("//div[@id='figure']/p[@class='big']")
        (counts,) = tree.xpath("//div[@id='figure']//span[@class='counts']")
        shown[line[1], "city", None] = (text(big), text(counts))
        for row in tree.xpath("//tr[@data-unit]"):
            cells = (text(row.xpath("./td")[0]), text(row.xpath("./td")[1]))
            shown[line[1], row.get("data-kind"), row.get("data-unit")] = cells
        for row in tree.xpath("//tr[@data-part]"):
            cells = (text(row.xpath("./td")[0]), text(row.xpath("./td")[1]))
            shown[line[1], "part", row.get("data-part")] = cells
    expected = {}
    for line_id, kind, unit, part, is_main, *figures in published:
        if is_main:
            expected[line_id, kind, None if kind == "city" else unit] = figures
        elif kind == "city":
            expected[line_id, "part", part] = figures
    assert shown.keys() == expected.keys()
    wrong = [
        (key, shown[key], figures)
        for key, figures in expected.items()
        if differs(shown[key][0], figures[0])
        or pair(shown[key][1]) != tuple(part for part in figures[1:] if part is not None)
    ]
    assert wrong == []


def test_members_and_their_files_are_those_published(pages: Pages, site: Path, refreshed_city: Path) -> None:
    counted = dict(query(refreshed_city, "select indicator_id, count(*) from indicator_members group by 1"))
    main = Counter(
        dict(
            query(
                refreshed_city,
                "select indicator_id, count(*) from indicator_members where is_main group by 1",
            )
        )
    )
    places = {
        f"{uri}{f' 工作表 {sheet}' if sheet else ''}{f' 第 {row} 行' if row is not None else ' 整件'}"
        for uri, sheet, row in query(
            refreshed_city,
            "select distinct b.source_uri, m.source_sheet, m.source_row from indicator_members m"
            " join feed_batches b on m.feed_id = b.feed_id and m.batch_id = b.batch_id",
        )
    } | {"无来文"}
    on_pages: Counter[str] = Counter()
    for page, tree in pages.items():
        if line := re.fullmatch(r"lines/(T\d\d-\d\d)(-\d+)?\.html", page):
            rows = tree.xpath("//table[@class='members']/tbody/tr")
            on_pages[line[1]] += len(rows)
            assert {text(row.xpath("./td")[-1]) for row in rows} <= places
    assert on_pages == {line: min(members, 500) for line, members in main.items() if members}
    for line, members in counted.items():
        raw = (site / f"lines/{line}.csv").read_bytes()
        assert raw.startswith(b"\xef\xbb\xbf")
        head, *rows = csv.reader(raw.decode("utf-8-sig").splitlines())
        assert (len(rows), len(head)) == (members, 16)
        assert [cell for row in rows for cell in row if FORMULA.match(cell)] == []


def test_every_reason_is_said_in_chinese(pages: Pages) -> None:
    said = {
        text(cell)
        for page, tree in pages.items()
        if page.startswith("lines/")
        for cell in tree.xpath("//table[@class='members']/tbody/tr/td[3]")
    }
    assert len(said) > 50
    assert {word for word in said if not re.search("[\u4e00-\u9fff]", word)} == set()


def test_scorecards_are_those_published(pages: Pages, refreshed_city: Path) -> None:
    published = {
        (unit, title, month): points
        for unit, title, month, points in query(
            refreshed_city, "select unit, title, month, points from scorecard"
        )
    }
    shown = {}
    for page, tree in pages.items():
        if not page.startswith("units/"):
            continue
        months = [text(head) for head in tree.xpath("//table[@id='card']/thead//th")[2:-2]]
        for row in tree.xpath("//table[@id='card']/tbody/tr[not(@class)]"):
            title = text(row.xpath("./th")[0]).removesuffix(" (加分)")
            for month, cell in zip(months, row.xpath("./td")[1:], strict=False):
                shown[text(tree.xpath("//h1")[0]), title, month] = text(cell)
    assert shown.keys() == published.keys()
    assert [(key, cell, published[key]) for key, cell in shown.items() if differs(cell, published[key])] == []


def test_disclosure_of_this_month_is_what_the_line_says_of_reports(
    pages: Pages, refreshed_city: Path
) -> None:
    """Each unit in the part beside the line, and permits and penalties as what that is the sum of."""
    shown = {
        kind: {
            row.get("data-unit"): pair(text(row.xpath("./td[1]/small/text()")[0].getparent()).split(" · ")[0])
            for row in pages["disclosure.html"].xpath(f"//table[@data-kind='{kind}']/tbody/tr")
            if row.xpath("./td[1]/small")
        }
        for kind in ("", "permit", "penalty")
    }
    published = query(
        refreshed_city,
        "select unit, numerator, denominator from indicator_values"
        " where indicator_id = 'T04-01' and part = 'reported' and denominator > 0"
        " and unit_kind in ('city', 'unit')",
    )
    assert shown[""] == {unit: (numerator, denominator) for unit, numerator, denominator in published}
    for unit, counts in shown[""].items():
        kinds = [shown[kind].get(unit, (0, 0)) for kind in ("permit", "penalty")]
        assert tuple(map(sum, zip(*kinds, strict=True))) == counts


def test_the_portal_page_holds_the_proof_of_the_release(pages: Pages, refreshed_city: Path) -> None:
    published = query(refreshed_city, "select content, outcome, records from portal_proof")
    rows = pages["portal.html"].xpath("//section[@id='proof']//tbody/tr")
    shown = [(row.get("data-content"), row.get("data-outcome"), text(row.xpath("./td")[-1])) for row in rows]
    expected = [(*place, "–" if records is None else f"{records:,}") for *place, records in published]
    assert sorted(shown) == sorted(expected)
    # a single decision on a minor: not for every reader, and not lost
    minors = "select records from portal_proof where content = 'penalty' and because = 'minor'"
    assert query(refreshed_city, minors) == query(refreshed_city, minors, "public") == [(None,)]
    assert query(refreshed_city, minors, "restricted") == [(1,)]


def test_who_is_late_today_is_who_sent_nothing_since_the_period_ended(
    pages: Pages, refreshed_city: Path
) -> None:
    """October's deliveries: monthly about September, quarterly about July to September, due by the 31st."""
    arrived = {
        feed
        for (feed,) in query(
            refreshed_city,
            "select feed_id from feed_batches where received_on >= '2026-10-01' and state <> 'stopped'"
            " and (rows_read > 0 or nil_return)",
        )
    }
    owing = {
        name
        for name, feed in load_catalogue().feeds.items()
        if feed.cadence in ("month", "quarter") and feed.due_day < 31 and name not in arrived
    }
    shown = pages["calendar.html"].xpath("//section[@id='late']//tr/@data-feed")
    assert sorted(shown) == sorted(owing)
    assert owing


def test_every_page_says_of_when_and_which_run_it_is(pages: Pages, refreshed_city: Path) -> None:
    ((as_of, run_id),) = query(refreshed_city, "select as_of_date, run_id from release")
    silent = [
        page
        for page, tree in pages.items()
        if not all(str(word) in text(tree.xpath("//footer")[0]) for word in (as_of, run_id))
    ]
    assert silent == []


def test_nothing_leads_out_of_the_site(site: Path) -> None:
    found = [
        (path.name, match.group())
        for path in site.resolve().rglob("*.*")
        if path.suffix in (".html", ".css", ".js")
        for match in ELSEWHERE.finditer(path.read_bytes())
    ]
    assert found == []


def test_nothing_restricted_is_in_it(site: Path, refreshed_city: Path) -> None:
    """No value that only the restricted file holds: persons, their numbers, accounts, records of accounts."""
    secret = {
        str(value)
        for sql in (
            "select subject_id from subjects where library = 'per'",
            "select name from subjects where library = 'per'",
            "select account_no from utility_entries",
            "select record_id from utility_entries",
            "select subject_id from indicator_members where subject_id is distinct from organisation_id",
        )
        for (value,) in query(refreshed_city, sql, "restricted")
        if value
    }
    assert len(secret) > 1000
    words: set[str] = set()
    for path in site.resolve().rglob("*.*"):
        words |= set(re.findall(r"[\w*×○-]+", path.read_text(encoding="utf-8")))
    assert words & secret == set()


def test_every_link_leads_somewhere_and_every_page_is_led_to(pages: Pages, site: Path):
    ids = {page: set(tree.xpath("//@id")) for page, tree in pages.items()}
    broken, reached = [], {"index.html"}
    for page, tree in pages.items():
        for link in tree.xpath("//@href | //@src"):
            if link.startswith("data:"):
                continue
            name, _, anchor = unquote(link).partition("#")
            target = (site.resolve() / page).parent / name if name else site.resolve() / page
            place = target.resolve().relative_to(site.resolve()).as_posix()
            reached.add(place)
            if not target.is_file() or (anchor and anchor not in ids[place]):
                broken.append((page, link))
    assert broken == []
    files = {
        path.relative_to(site.resolve()).as_posix() for path in site.resolve().rglob("*") if path.is_file()
    }
    assert files - reached == set()
