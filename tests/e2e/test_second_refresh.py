"""A refresh beside a running one leaves; a refresh with nothing new does nothing and says so."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from orchestration.lock import RefreshRunningError, refresh_lock
from tests.e2e.conftest import AS_OF, SIKU

BUSY = 3
NOTHING_NEW = "没有新数据,未做任何重建 / nothing new: nothing was rebuilt"
IS_RUNNING = (
    "另一个 refresh 正在运行(进程 {pid}),本次退出 / another refresh is running (process {pid}); leaving"
)


def state(root: Path, *folders: str) -> dict[str, tuple[int, int, int]]:
    """Every file below the folders: inode, size and time of the last change."""
    paths = [path for folder in folders for path in (root / folder).rglob("*") if path.is_file()]
    stats = {path.relative_to(root).as_posix(): path.stat() for path in paths}
    return {name: (stat.st_ino, stat.st_size, stat.st_mtime_ns) for name, stat in stats.items()}


def batches(root: Path) -> dict[str, tuple[int, int, int]]:
    """The landed batches; the index of landing and the memory of what was looked at are made anew."""
    found = state(root, "landing")
    return {
        name: stat for name, stat in found.items() if "/_" not in name and not name.endswith(".seen.json")
    }


def test_a_refresh_beside_a_running_one_leaves_at_once(
    refreshed_city: Path, siku: Callable[..., str]
) -> None:
    before = state(refreshed_city, ".")
    with refresh_lock(refreshed_city):
        said = siku(refreshed_city, "refresh", expect=BUSY)

        with pytest.raises(RefreshRunningError), refresh_lock(refreshed_city):
            pass  # what left has not taken the lock with it

    assert IS_RUNNING.format(pid=os.getpid()) in said
    after = state(refreshed_city, ".")
    lock = ".refresh.lock"  # the holder wrote its number into it
    assert {n: s for n, s in after.items() if n != lock} == {n: s for n, s in before.items() if n != lock}


def wait_for_lock(root: Path, running: subprocess.Popen[str]) -> None:
    """Return when the running refresh has begun its work: it holds the lock for more than a moment."""
    held_since, give_up = None, time.monotonic() + 300
    while time.monotonic() < give_up:
        assert running.poll() is None, "the first refresh ended before a second could be started"
        try:
            with refresh_lock(root):
                held_since = None
        except RefreshRunningError:
            held_since = held_since or time.monotonic()
            if time.monotonic() - held_since > 0.2:
                return
        time.sleep(0.02)
    pytest.fail("the first refresh never took the lock")


def test_the_running_refresh_is_not_disturbed_and_does_nothing_twice(
    refreshed_city: Path, siku: Callable[..., str]
) -> None:
    published = state(refreshed_city, "published")
    returned = state(refreshed_city, "returns")
    assert returned, "the first refresh wrote no return workbook"
    release = (refreshed_city / "published" / "current").readlink()
    landed = batches(refreshed_city)
    warehouse = (refreshed_city / "warehouse.duckdb").stat()
    environment = os.environ | {"SIKU_DATA": str(refreshed_city), "SIKU_AS_OF": AS_OF, "COLUMNS": "200"}
    environment.pop("DAGSTER_HOME", None)
    with subprocess.Popen(
        [SIKU, "refresh"], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as first:
        wait_for_lock(refreshed_city, first)
        first.send_signal(signal.SIGSTOP)  # or it might be done before the second has started
        try:
            said_by_second = siku(refreshed_city, "refresh", expect=BUSY)
        finally:
            first.send_signal(signal.SIGCONT)
        said_by_first, _ = first.communicate(timeout=600)

    assert IS_RUNNING.format(pid=first.pid) in said_by_second
    assert first.returncode == 0, said_by_first
    assert NOTHING_NEW in said_by_first
    assert "没有新数据,数据仓库不重建 / nothing new: the warehouse is not rebuilt" in said_by_first
    assert (refreshed_city / "published" / "current").readlink() == release
    assert state(refreshed_city, "published") == published
    assert state(refreshed_city, "returns") == returned
    assert batches(refreshed_city) == landed
    now = (refreshed_city / "warehouse.duckdb").stat()
    assert (now.st_ino, now.st_size, now.st_mtime_ns) == (
        warehouse.st_ino,
        warehouse.st_size,
        warehouse.st_mtime_ns,
    )
