"""The duty officer's page of the demonstration city."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import duckdb

from ingest.manifest import batches
from orchestration.runbook import section


def test_the_page_tells_what_waits(refreshed_city: Path, siku: Callable[..., str], tmp_path: Path) -> None:
    page = tmp_path / "duty.md"
    siku(refreshed_city, "duty", "--to", str(page), expect=1)
    text = page.read_text(encoding="utf-8")
    with duckdb.connect(str(refreshed_city / "published" / "shared.duckdb"), read_only=True) as release:
        late = release.execute(
            "select title, unit from feed_calendar where is_newest and state = 'missed'"
        ).fetchall()
        [(asked,)] = release.execute("select count(*) from questions where state = 'open'").fetchall()
    assert late
    assert f"今天谁迟了 / late today {len(late)}" in text
    assert [title for title, unit in late if f"- {unit} {title}:" not in text] == []
    assert f"open questions {asked}" in text
    # files that were stopped, and after which the feed sent nothing that could be read: from landing itself
    landed = list(batches(refreshed_city))
    stopped = {
        one.source_uri
        for one in landed
        if one.state == "stopped"
        and not [
            n
            for n in landed
            if n.feed_id == one.feed_id and n.state != "stopped" and n.received_at > one.received_at
        ]
    }
    assert set(re.findall(r"`(inbox/[^`]+)`", text)) == stopped != set()
    assert "SUCCESS" in text
    unread = re.findall(r"check failed: feeds/(\w+) every_file_read", text)
    assert len(unread) == text.count("check failed") > 0
    assert set(unread) == {one.feed_id for one in landed if one.state == "stopped"}
    assert "## ✓ 磁盘" in text
    named = re.findall(r"`docs/runbook.md`“([^”]+)”", text)
    assert named
    assert all(section(title) for title in named)
