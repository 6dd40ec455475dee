"""A real headless Chromium, driven by Debian's own driver; no network is asked for either."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.support.ui import WebDriverWait

DESKTOP, PHONE = (1280, 900), (360, 740)
ARGUMENTS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run")


def program(name: str, package: str) -> str:
    """The path of a program; its absence fails with its name."""
    found = shutil.which(name)
    if found is None:
        pytest.fail(f"没有 {name}(软件包 {package}):make servers / {name} is missing; run make servers")
    return found


class Browser:
    """One page at a time of a site in a folder."""

    def __init__(self, driver: webdriver.Chrome, site: Path) -> None:
        self.driver = driver
        self.site = site

    def open(self, page: str) -> None:
        self.driver.get(f"{self.site.as_uri()}/{page}")

    def ask(self, script: str) -> Any:
        """What an expression of the page is worth."""
        return self.driver.execute_script(f"return {script}")

    def size(self, width: int, height: int) -> None:
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)

    def drawn(self) -> float:
        """Milliseconds from asking for the page until something of it was drawn."""
        paint = "performance.getEntriesByName('first-contentful-paint')[0]"
        WebDriverWait(self.driver, 60).until(lambda _: self.ask(f"{paint} !== undefined"))
        return float(self.ask(f"{paint}.startTime"))

    def said(self) -> list[str]:
        """What the console was told since it was last asked."""
        return [entry["message"] for entry in self.driver.get_log("browser")]


@contextmanager
def chromium(site: Path) -> Iterator[Browser]:
    """A browser for the site, closed at the end."""
    options = webdriver.ChromeOptions()
    options.binary_location = program("chromium", "chromium")
    for argument in ARGUMENTS:
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(program("chromedriver", "chromium-driver")))
    try:
        yield Browser(driver, site)
    finally:
        driver.quit()
