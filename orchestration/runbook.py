"""Which section of the runbook belongs to which asset; its text stands beside it, without a network."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import cache

import dagster as dg

from ingest.catalogue import Feed
from orchestration.version import PROJECT

PAGE = "docs/runbook.md"
KEY = "运行手册 / runbook"
STOPPED, PULLING = "文件整件停止", "取数失败(SFTP、接口、数据库)"
FAILED = "refresh 失败"
# key of an asset → the section that helps most often; the first pattern that fits
SECTIONS = {
    "landing/index": "没有新数据",
    "landing/*": "存疑的行很多",
    "*/working_days": "十二月:日历到期",
    "marts/feed_calendar": "来源逾期未报",
    "marts/disclosure_clock": "十二月:日历到期",
    "marts/quality_weeks": "存疑的行很多",
    "marts/questions": "存疑的行很多",
    "marts/row_issues": "存疑的行很多",
    "marts/link_coverage": "未关联(unmatched)很多",
    "*/record_links": "未关联(unmatched)很多",
    "returns/*": "存疑的行很多",
    "subjects/*": "未关联(unmatched)很多",
    "*": FAILED,
}


def for_feed(feed: Feed) -> dict[str, dg.MetadataValue]:
    """What to do when a file is stopped; for what is fetched elsewhere, when fetching fails."""
    return _metadata(STOPPED if feed.connector.type == "file_drop" else PULLING)


def for_asset(key: dg.AssetKey) -> dict[str, dg.MetadataValue]:
    """The section for any other asset, as metadata."""
    name = "/".join(key.path)
    return _metadata(next(title for pattern, title in SECTIONS.items() if fnmatch(name, pattern)))


def section(title: str) -> str:
    """The section under a heading of the second level, with the heading.

    Raises:
        KeyError: the runbook has no such section.
    """
    return sections()[title]


@cache
def sections() -> dict[str, str]:
    """Every section of the runbook by its title."""
    return dict(_split((PROJECT / PAGE).read_text(encoding="utf-8")))


def _split(text: str) -> Iterator[tuple[str, str]]:
    for part in re.split(r"(?m)^(?=## )", text)[1:]:
        yield part.splitlines()[0].removeprefix("## "), part.strip()


@cache
def _metadata(title: str) -> dict[str, dg.MetadataValue]:
    # on Dagster's page a link to another page of ours would lead nowhere
    text = re.sub(r"\[([^\]]+)\]\(([\w-]+\.md)[^)]*\)", r"\1(`docs/\2`)", section(title))
    return {KEY: dg.MetadataValue.md(f"{text}\n\n`{PAGE}`")}
