"""The pictures in ``docs/centre.md``, taken from the running page (``make screenshots``).

Starts the watchers' read-only page on the data root of the environment, which must have been refreshed, and
opens each view in Chromium in Beijing's time. A view whose words do not appear fails: there is no picture
of a page that did not load.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from ingest.settings import data_root
from tests.conftest import PROJECT
from tests.e2e.browser import chromium
from tests.servers.dagster_page import DagsterPage

IMAGES = PROJECT / "docs" / "images"
WIDTH, HEIGHT = 1280, 800
PATIENCE = 60


@dataclass(frozen=True)
class View:
    """One picture: where it is, what must be seen on it, what is opened before it is taken."""

    name: str
    path: str
    words: tuple[str, ...]
    opened: str | None = None  # the row of metadata whose Markdown is shown
    seen: str | None = None  # the row of metadata that is brought to the middle of the picture


VIEWS = (
    View("lineage", "/asset-groups", ("1_feeds", "4_warehouse", "6_release")),
    View(
        "department",
        "/assets?asset-selection=group%3A%221_feeds%2Fmarket_regulation%22",
        ("市市场监管局报送的", "Materialized"),
    ),
    View(
        "feed", "/assets/feeds/market_regulation_penalties", ("市市场监管局", "Freshness policy", "最近收到")
    ),
    View(
        "delivery",
        "/assets/feeds/heat_arrears?view=checks&checkDetail=delivered_when_due",
        ("delivered_when_due", "是否已按来源日历报送", "已逾期"),
    ),
    View(
        "budget",
        "/assets/feeds/approval_bureau_permits?view=checks&checkDetail=within_error_budget",
        ("within_error_budget", "误差预算用尽", "各规则 / rules"),
        "各规则 / rules",
    ),
    View("columns", "/assets/marts/disclosure_clock", ("双公示时钟", "←")),
    View("questions", "/assets/landing/administrative_penalty", ("例在何处", "处罚"), "问题表 / questions"),
    View("runbook", "/assets/landing/administrative_penalty", ("存疑的行不会丢",), "运行手册 / runbook"),
    View("figure", "/assets/populations/pop_t04_01", ("值 / value", "状态 / status"), seen="状态 / status"),
)


def take(driver: webdriver.Chrome, url: str, view: View) -> Path:
    """Open the view, wait for its words, and write the picture; returns where."""
    driver.get(url + view.path)
    wait = WebDriverWait(driver, PATIENCE)
    if view.opened:
        row = f"//tr[.//*[text()='{view.opened}']]//a[contains(.,'Show Markdown')]"
        wait.until(lambda page: page.find_elements(By.XPATH, row))[0].click()
    for word in view.words:
        wait.until(lambda page, word=word: word in page.find_element(By.TAG_NAME, "body").text, word)
    wait.until(lambda page: not page.find_elements(By.CSS_SELECTOR, "[class*=Spinner]"))
    if view.seen:
        row = driver.find_element(By.XPATH, f"//tr[.//*[text()='{view.seen}']]")
        driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", row)
    path = IMAGES / f"{view.name}.png"
    driver.save_screenshot(str(path))
    return path


def main(names: list[str]) -> None:
    """Take the pictures of these names; of all without any."""
    root = data_root()
    IMAGES.mkdir(exist_ok=True)
    page = DagsterPage(root / "dagster", PROJECT / "workspace.yaml")
    try:
        with chromium(root / "published" / "site") as browser:
            browser.size(WIDTH, HEIGHT)
            browser.driver.execute_cdp_cmd("Emulation.setTimezoneOverride", {"timezoneId": "Asia/Shanghai"})
            for view in VIEWS:
                if not names or view.name in names:
                    path = take(browser.driver, page.url, view)
                    print(f"{path.relative_to(PROJECT)}: {path.stat().st_size // 1024} KB")
    finally:
        page.daemon.remove()


if __name__ == "__main__":
    main(sys.argv[1:])
