"""Fifty readers in a loop during fifty publications: no failed query, no torn read, one release each."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb

from orchestration.release.write import switch

READERS = PUBLICATIONS = 50
ROWS = 1_000


def _finished(folder: Path, number: int, connection: duckdb.DuckDBPyConnection) -> Path:
    """A release as `publish` leaves it before the switch: two tables and who made them."""
    folder.mkdir()
    connection.execute(f"attach '{folder / 'public.duckdb'}' as made")
    for table in ("figures", "members"):
        rows = f"select {number} as number from range({ROWS})"  # noqa: S608
        connection.execute(f"create table made.{table} as {rows}")
    connection.execute(f"create table made.release as select {number} as run_id")
    connection.execute("detach made")
    return folder


def _read(path: Path, done: threading.Event, started: threading.Barrier) -> list[int]:
    """Open the file as a BI tool does, ask it several times, close it, again and again; the releases seen."""
    seen = []
    started.wait()
    while not done.wait(0.5):
        # an instance of DuckDB of its own each time, as another process would have
        with duckdb.connect(config={"threads": 1}) as connection:
            connection.execute(f"attach '{path}' as city (read_only)")
            connection.execute("use city")
            asked = [
                connection.execute("select count(*), min(number), max(number) from figures").fetchone(),
                connection.execute("select count(*), min(number), max(number) from members").fetchone(),
                connection.execute("select count(*), min(number), max(number) from figures").fetchone(),
            ]
            run = connection.execute("select run_id from release").fetchone()
        assert run is not None
        assert asked == [(ROWS, run[0], run[0])] * 3
        seen.append(run[0])
    return seen


def test_readers_see_one_whole_release_while_it_is_replaced(tmp_path: Path) -> None:
    published, aside = tmp_path / "published", tmp_path / "aside"
    (published / "releases").mkdir(parents=True)
    aside.mkdir()
    with duckdb.connect() as connection:
        made = [_finished(aside / f"{n:02}", n, connection) for n in range(PUBLICATIONS + 1)]

    def publish(folder: Path) -> None:
        target = published / "releases" / folder.name
        switch(published, folder.rename(target))

    publish(made[0])
    done, started = threading.Event(), threading.Barrier(READERS + 1)
    with ThreadPoolExecutor(READERS) as pool:
        readers = [pool.submit(_read, published / "public.duckdb", done, started) for _ in range(READERS)]
        started.wait()
        try:
            for folder in made[1:]:
                publish(folder)
                time.sleep(0.05)
        finally:
            done.set()
    seen = [reader.result() for reader in readers]  # a failed query or a torn read fails here
    assert all(seen)
    assert all(numbers == sorted(numbers) for numbers in seen)  # nobody is led back to an older release
    assert len({number for numbers in seen for number in numbers}) > 3
    assert len(list(published.glob("releases/*/public.duckdb"))) == 3
