"""A pull of a front-end database killed at every step: no row is lost and none comes twice."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.conftest import PROJECT
from tests.integration.front_end import FEED, RECEIPTS, STATE, FrontEnd, penalty
from tests.servers.databases import DatabaseServer

ROWS = 25
MARKED = {"state": STATE, "batch": "PCH", "receipts": RECEIPTS, "rows_per_file": 10}
ABOVE = {"watermark": {"column": "ID", "overlap": 1000}, "rows_per_file": 10}
# Each moment: what is replaced, whether the kill comes after it (or instead of it), at which call.
# With 25 rows in files of 10 the second call is in the middle of the pull.
MOMENTS: dict[str, tuple[str, bool, int]] = {
    "the file is being written": ("ingest.batch_writer:ParquetStream._write", True, 2),
    "the file is whole, no record of it": ("ingest.connectors.database.part:Part.seal", False, 2),
    "file and record are whole, not committed": ("ingest.connectors.database.part:Part.seal", True, 2),
    "committed, not renamed": ("ingest.connectors.inbox:Inbox.commit", False, 2),
    "renamed, the record still there": ("ingest.connectors.inbox:Inbox.commit", True, 2),
    "everything is fetched, nothing landed": ("ingest.landing:Workshop.land", False, 1),
    "one file of three is landed": ("ingest.landing:Workshop.land", True, 1),
}
CHILD = """
import importlib, json, os, signal, sys
from pathlib import Path
from ingest.catalogue import Feed
from ingest.pulling import pull_feed
from tests.integration import deliveries as d

root, feed, place, after, call = json.loads(sys.argv[1])
module, _, path = place.partition(":")
kind, name = path.split(".")
owner = getattr(importlib.import_module(module), kind)
original, calls = getattr(owner, name), 0

def step(*given, **named):
    global calls
    calls += 1
    if calls == call and not after:
        os.kill(os.getpid(), signal.SIGKILL)
    done = original(*given, **named)
    if calls == call:
        os.kill(os.getpid(), signal.SIGKILL)
    return done

setattr(owner, name, step)
feed = Feed.model_validate_json(feed)
catalogue = d.CATALOGUE.model_copy(update={"feeds": d.CATALOGUE.feeds | {feed.name: feed}})
pull_feed(Path(root), catalogue, feed, d.KEY, lambda _: None)
"""


def start(front_end: FrontEnd, moment: str) -> subprocess.Popen[bytes]:
    """A pull that will be killed at the moment."""
    told = json.dumps([str(front_end.root), front_end.feed.model_dump_json(), *MOMENTS[moment]])
    return subprocess.Popen([sys.executable, "-c", CHILD, told], cwd=PROJECT, env=dict(os.environ))


def test_marked_rows_survive_a_kill_at_every_step(database_server: DatabaseServer, tmp_path: Path) -> None:
    for moment, front_end in killed(database_server, tmp_path, MARKED).items():
        committed = [receipt["SJTS"] for receipt in front_end.told()]
        assert list(front_end.states().values()).count(1) == sum(committed), moment
        # a row the department adds and one it changes before we come back
        front_end.write(penalty(99))
        front_end.change(ROWS, CF_NR="罚款9000元", DQZT=0)
        again = 1 if sum(committed) == ROWS else 0  # it was taken already, and is handed over anew
        outcome = front_end.pull()
        assert outcome.failures == [], moment
        expected = [*front_end.ids(), *[ROWS] * again]
        front_end.assert_each_row_once(expected)
        assert sum(receipt["SJTS"] for receipt in front_end.told()) == len(expected), moment
        assert set(front_end.states().values()) == {1}, moment
        changed = front_end.fetched().filter(ID=str(ROWS)).get_column("CF_NR").to_list()
        assert changed.count("罚款9000元") == 1, moment


def test_rows_above_a_watermark_survive_a_kill_at_every_step(
    postgres: DatabaseServer, tmp_path: Path
) -> None:
    # what decides here lies on our side, so one engine shows it
    for moment, front_end in killed(postgres, tmp_path, ABOVE).items():
        front_end.write(penalty(99))
        assert front_end.pull().failures == [], moment
        front_end.assert_each_row_once()


def killed(server: DatabaseServer, folder: Path, connector: dict[str, Any]) -> dict[str, FrontEnd]:
    """A front-end database for each moment, whose pull was killed then; all run at once."""
    front_ends = {}
    for number, moment in enumerate(MOMENTS):
        front_ends[moment] = FrontEnd(server, folder / str(number), **connector)
        front_ends[moment].write(*[penalty(number) for number in range(ROWS)])
    children = {moment: start(front_end, moment) for moment, front_end in front_ends.items()}
    for moment, child in children.items():
        assert child.wait(120) == -signal.SIGKILL, moment
    inboxes = [front_end.root / "inbox" / FEED for front_end in front_ends.values()]
    assert any(path.name.startswith(".") for inbox in inboxes for path in inbox.iterdir()), "nothing was left"
    return front_ends
