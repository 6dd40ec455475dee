"""A pull killed at any moment of fetching: the next one completes it, no row lost, none twice."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ingest.catalogue import Feed
from ingest.manifest import batches
from tests.conftest import PROJECT
from tests.integration import deliveries as d
from tests.servers.interface import Fault, Interface
from tests.servers.sshd import SftpServer

KILLS = 6
CHILD = """
import sys
from pathlib import Path
from ingest.catalogue import Feed
from ingest.connectors import http, sftp
from ingest.landing import sweep
from ingest.pulling import pull_feed
from tests.integration import deliveries as d
feed = Feed.model_validate_json(sys.argv[2])
print("ready", flush=True)
sys.stdin.readline()
sweep(Path(sys.argv[1]))
outcome = pull_feed(Path(sys.argv[1]), d.CATALOGUE, feed, d.KEY, lambda _: None)
print("done" if not outcome.failures else outcome.failures, flush=True)
"""


def feed_with(connector: dict[str, Any]) -> Feed:
    feed = d.CATALOGUE.feeds[d.FEED].model_dump(exclude_none=True) | {"connector": connector}
    return Feed.model_validate(feed)


def start(root: Path, feed: Feed) -> subprocess.Popen[str]:
    """A process that is about to pull; its imports are done."""
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(root), feed.model_dump_json(exclude_none=True)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=PROJECT,
    )  # fmt: skip
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    return child


def go(child: subprocess.Popen[str]) -> str | None:
    """Let it pull to its end; what it says of it."""
    assert child.stdin is not None
    assert child.stdout is not None
    child.stdin.write("\n")
    child.stdin.flush()
    return child.stdout.readline()


def kill_and_complete(root: Path, feed: Feed, seconds: float) -> list[int]:
    """Kill at moments spread over the time a pull takes, then let one finish; returns what landed."""
    chance = random.Random(7)
    for number in range(KILLS):
        with start(root, feed) as child:
            assert child.stdin is not None
            child.stdin.write("\n")
            child.stdin.flush()
            time.sleep(seconds * (number + chance.random()) / KILLS)
            child.send_signal(signal.SIGKILL)
    with start(root, feed) as child:
        assert go(child) == "done\n"
    found = []
    for manifest in batches(root):
        assert manifest.state == "landed"
        found += d.rows_of(root, manifest)["document_no"].to_list()
    d.assert_nothing_half_made(root)
    return sorted(int(text.split("〕")[1].rstrip("号")) for text in found)


def undisturbed(root: Path, feed: Feed) -> float:
    """How long a pull takes when nobody disturbs it."""
    with start(root, feed) as child:
        began = time.monotonic()
        assert go(child) == "done\n"
        return time.monotonic() - began


def test_an_sftp_pull_killed_at_many_moments(tmp_path: Path, sftp_server: SftpServer) -> None:
    def connector(name: str) -> dict[str, Any]:
        out = tmp_path / name / "out"
        out.mkdir(parents=True)
        for number in range(30):
            rows = d.penalties(*range(number * 20, number * 20 + 20))
            (out / f"{number}.csv").write_bytes(d.as_csv(rows))
        return {
            "type": "sftp", "host": sftp_server.host, "port": sftp_server.port, "settle_seconds": 0.05,
            "host_keys": [sftp_server.host_key], "username": sftp_server.user, "folder": str(out),
            "private_key": {"file": str(sftp_server.client_key)}, "archive": str(out.parent / "taken"),
        }  # fmt: skip

    seconds = undisturbed(tmp_path / "a" / "data", feed_with(connector("a")))
    found = kill_and_complete(tmp_path / "b" / "data", feed_with(connector("b")), seconds)
    assert found == list(range(600))
    assert list((tmp_path / "b" / "out").iterdir()) == []
    assert len(list((tmp_path / "b" / "taken").iterdir())) == 30


def test_an_http_pull_killed_at_many_moments(tmp_path: Path, tell: Callable[[str], None]) -> None:
    rows = [{d.TITLES[name]: value for name, value in row.items()} for row in d.penalties(*range(400))]
    with Interface(rows, size=20, every=lambda *_: Fault(lag=0.02)).running() as interface:
        feed = feed_with(
            {
                "type": "http",
                "url": interface.url,
                "rows": "data.list",
                "total": "data.total",
                "paging": {"type": "page"},
                "key": [d.TITLES["document_no"]],
            }
        )
        seconds = undisturbed(tmp_path / "a", feed)
        before = len(interface.asked)
        assert kill_and_complete(tmp_path / "b", feed, seconds) == list(range(400))
        asked = len(interface.asked) - before
    tell(f"http: {asked} requests in {KILLS} killed pulls and a whole one: 400 rows, 0 lost, 0 twice")
