"""The test servers themselves: they run, they come back with their data, a missing one says its name."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.conftest import PROJECT
from tests.servers.daemon import find_program
from tests.servers.databases import DatabaseServer


@pytest.mark.parametrize("name", ["postgres", "mariadb"])
def test_a_database_server_comes_back_with_what_was_committed(
    name: str, request: pytest.FixtureRequest
) -> None:
    server: DatabaseServer = request.getfixturevalue(name)
    engine = sa.create_engine(server.new_database(), poolclass=sa.NullPool)
    with engine.begin() as connection:
        connection.execute(sa.text("create table kept (word varchar(20))"))
        connection.execute(sa.text("insert into kept values ('信用盘锦')"))

    for power_cut in (False, True):
        server.stop(power_cut=power_cut)
        with pytest.raises(sa.exc.OperationalError):
            engine.connect()
        server.start()

    with engine.begin() as connection:
        assert connection.execute(sa.text("select word from kept")).scalar_one() == "信用盘锦"


def test_a_missing_program_fails_with_its_name_and_the_remedy(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(pytest.fail.Exception, match=r"no-such-server.*make servers"):
        find_program("no-such-server", "/usr/sbin")


CHILD = """
from tests.servers.databases import start_mariadb, start_postgres
daemons = [start().daemon for start in (start_postgres, start_mariadb)]
print(*[daemon.process_id for daemon in daemons], *[daemon.folder for daemon in daemons], flush=True)
input()
"""


def runs(pid: str) -> bool:
    """Whether the process does anything; where nobody waits for orphans it stays as a zombie."""
    try:
        return Path("/proc", pid, "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_servers_end_with_the_test_process_even_when_it_is_killed() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", CHILD], cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        *pids, postgres_folder, mariadb_folder = child.stdout.readline().split()
        child.kill()
    deadline = time.monotonic() + 60
    while alive := [pid for pid in pids if runs(pid)]:
        assert time.monotonic() < deadline, f"still running: {alive}"
        time.sleep(0.05)
    for folder in (postgres_folder, mariadb_folder):
        shutil.rmtree(folder)


def test_the_newest_version_is_taken(tmp_path: Path) -> None:
    for version in ("9", "15"):
        (tmp_path / version / "bin").mkdir(parents=True)
        (tmp_path / version / "bin" / "postgres").touch()
    assert find_program("postgres", f"{tmp_path}/*/bin") == str(tmp_path / "15" / "bin" / "postgres")
