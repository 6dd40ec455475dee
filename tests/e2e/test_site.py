"""The static site in a real browser: it opens, shows the figures, and obeys the keyboard and the printer."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver.common.keys import Keys

from tests.e2e.browser import DESKTOP, PHONE, Browser, chromium
from tests.e2e.site import differs, number, pair, parsed, query

FIRST_PAGE_BYTES = 300_000
FIRST_PAINT_MS = 1_000
WORDS = {"met": "达标", "not_met": "未达标", "trend": "看趋势", "verdict": "有评审结论", "unknown": "未知"}
ROWS = "[...document.querySelectorAll('tr[data-status]')]"


@pytest.fixture(scope="module")
def open_browser(site: Path) -> Iterator[Browser]:
    with chromium(site) as found:
        yield found


@pytest.fixture
def browser(open_browser: Browser) -> Browser:
    """The browser, at the size of a desk."""
    open_browser.size(*DESKTOP)
    return open_browser


def test_every_page_opens_on_a_phone_and_says_nothing_to_the_console(browser: Browser, site: Path) -> None:
    """As wide as the screen at most, and nothing fetched from elsewhere."""
    browser.size(*PHONE)
    wrong = []
    for page in parsed(site):
        browser.open(page)
        wide, fetched = browser.ask(
            "[document.documentElement.scrollWidth - innerWidth,"
            " performance.getEntriesByType('resource').map(e => e.name)]"
        )
        elsewhere = [name for name in fetched if not name.startswith("file:")]
        said = browser.said()
        if said or elsewhere or wide > 0:
            wrong.append((page, wide, said, elsewhere))
    assert wrong == []


def test_the_first_page_is_small_and_drawn_at_once(browser: Browser, site: Path) -> None:
    files = [site / name for name in ("index.html", "site.css", "site.js")]
    assert sum(path.stat().st_size for path in files) < FIRST_PAGE_BYTES
    for _ in range(30):  # the machine may be busy with another test
        browser.open("index.html")
        if (painted := browser.drawn()) < FIRST_PAINT_MS:
            break
    assert painted < FIRST_PAINT_MS


def test_the_board_shows_the_published_figures(browser: Browser, refreshed_city: Path) -> None:
    """Read off the drawn page, not out of its source."""
    browser.open("index.html")
    shown = browser.ask(
        f"{ROWS}.map(r => [0, 2, 3, 4, 5].map(i => r.cells[i].innerText).concat([r.dataset.status]))"
    )
    published = query(
        refreshed_city,
        "select indicator_id, value, numerator, denominator, target_value, status, verdict"
        " from indicator_values where unit_kind = 'city' and is_main order by 1",
    )
    assert [row[0] for row in shown] == [row[0] for row in published]
    assert len(shown) == 69
    wrong = []
    for (line, value, counts, goal, said, status), row in zip(shown, published, strict=True):
        target = None if row[4] is None else number(goal.lstrip("≥≤<>= ").rstrip("*"))[0]  # or a day, or none
        state = WORDS[row[5]] in said.split()[0] and (row[6] or "") in said and status == row[5]
        parts = tuple(part for part in row[2:4] if part is not None)
        if differs(value, row[1]) or pair(counts) != parts or target != row[4] or not state:
            wrong.append((line, value, counts, goal, said, row))
    assert wrong == []


def focused(browser: Browser) -> str:
    return browser.ask("document.activeElement.innerText")


def test_the_keyboard_reaches_every_row(browser: Browser) -> None:
    browser.open("index.html")
    active = lambda: browser.driver.switch_to.active_element  # noqa: E731
    active().send_keys(Keys.TAB)
    assert focused(browser) == "跳到正文"
    active().send_keys(Keys.ENTER, Keys.TAB)
    seen = []
    for _ in range(40):
        seen.append(focused(browser))
        active().send_keys(Keys.TAB)
    assert seen[0].startswith("全部")
    assert [word for word in seen if re.fullmatch(r"T\d\d-\d\d", word)][:3] == ["T01-01", "T02-01", "T02-02"]
    browser.driver.execute_script("document.querySelector('#T02-03 a').focus()")
    active().send_keys(Keys.ENTER)
    assert browser.ask("location.pathname").endswith("/lines/T02-03.html")
    assert browser.ask("document.querySelectorAll('.wide:not([tabindex=\"0\"])').length") == 0


def test_a_column_is_sorted_by_its_button(browser: Browser, refreshed_city: Path) -> None:
    browser.open("index.html")
    values = f"{ROWS}.map(r => r.cells[2].dataset.v)"
    ids = f"{ROWS}.map(r => r.id)"
    sort = "document.querySelectorAll('table.board thead th')[{}]"
    in_order = browser.ask(ids)
    for direction, descending in (("ascending", False), ("descending", True)):
        browser.driver.execute_script(f"{sort.format(2)}.querySelector('button').click()")
        assert browser.ask(f"{sort.format(2)}.getAttribute('aria-sort')") == direction
        found = browser.ask(values)
        known = [float(value) for value in found if value]
        assert known == sorted(known, reverse=descending)
        assert "" not in found[: len(known)]  # unknown stands last in either direction
    browser.driver.execute_script(f"{sort.format(0)}.querySelector('button').click()")
    assert browser.ask(ids) == in_order
    assert browser.ask("document.querySelectorAll('.task[hidden]').length") == 0


def test_rows_are_found_by_status_and_by_words(browser: Browser, refreshed_city: Path) -> None:
    ((unknown,),) = query(
        refreshed_city,
        "select count(*) from indicator_values where unit_kind = 'city' and is_main and status = 'unknown'",
    )
    browser.open("index.html")
    visible = f"{ROWS}.filter(r => r.offsetHeight > 0).length"
    browser.driver.execute_script("document.querySelector('[data-status=unknown]').click()")
    assert browser.ask(visible) == unknown
    browser.driver.execute_script("document.querySelector('form [data-status=\"\"]').click()")
    browser.driver.find_element("id", "find").send_keys("黑名单主体")
    assert 0 < browser.ask(visible) < 12
    assert browser.ask("document.getElementById('shown').innerText") == f"{browser.ask(visible)} / 69"


def test_english_stays_on_from_page_to_page(browser: Browser) -> None:
    browser.open("index.html")
    assert "未达标" in browser.ask("document.body.innerText")
    browser.driver.find_element("id", "language").click()
    try:
        for page in ("index.html", "units.html", "calendar.html"):
            browser.open(page)
            assert re.search("Board|Units|calendar", browser.ask("document.querySelector('h1').innerText"))
            chinese = browser.ask(
                "[...document.querySelectorAll('thead th, .status, .due, h2')]"
                ".filter(e => e.offsetHeight > 0).map(e => e.innerText)"
            )
            assert chinese
            assert [words for words in chinese if re.search("[\u4e00-\u9fff]", words)] == []
    finally:
        browser.driver.find_element("id", "language").click()


def test_without_scripts_it_is_whole_and_chinese(browser: Browser) -> None:
    browser.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        browser.open("index.html")
        shown = browser.driver.find_element("tag name", "body").text
    finally:
        browser.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
    assert len(re.findall(r"^T\d\d-\d\d", shown, re.MULTILINE)) == 69
    assert "not met" not in shown


def test_paper_carries_the_figures_and_no_controls(browser: Browser) -> None:
    browser.open("index.html")
    browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        gone = browser.ask(
            "['.top nav', '#language', '.filter']"
            ".map(s => getComputedStyle(document.querySelector(s)).display)"
        )
        clipped = browser.ask(
            "[...document.querySelectorAll('.board .text span')]"
            ".filter(s => s.clientHeight > 0 && s.scrollHeight > s.clientHeight + 1).length"
        )
        assert browser.ask("getComputedStyle(document.querySelector('.tally')).display") == "block"
    finally:
        browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    assert (gone, clipped) == (["none"] * 3, 0)
    paper = browser.driver.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})
    sheets = len(re.findall(rb"/Type\s*/Page\b", base64.b64decode(paper["data"])))
    assert 2 <= sheets <= 6
