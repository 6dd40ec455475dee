"""Fifty readers in a loop during fifty publications: no failed query, no torn read, one release each."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import duckdb

from ingest.catalogue import Audience
from orchestration.release.marts import Mart, MartColumn
from orchestration.release.tables import Release
from orchestration.release.write import publish

READERS = PUBLICATIONS = 50
ROWS = 1_000
MARTS = [
    Mart(
        name,
        name,
        (MartColumn("row_no", "行", Audience.public), MartColumn("number", "第几次", Audience.public)),
        key=("row_no",),
    )
    for name in ("figures", "members")
]


def _publish(root: Path, number: int) -> None:
    """A run as it is: the warehouse is built anew, then written out, compared, checked and switched to."""
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.execute(f"attach '{root / 'warehouse.duckdb'}' as warehouse")
        for mart in MARTS:
            rows = f"select row_no, {number} as number from range({ROWS}) as t(row_no)"  # noqa: S608
            connection.execute(f"create or replace table warehouse.{mart.name} as {rows}")
    publish(root, MARTS, Release(date(2026, 10, 31), f"run-{number:02}", "1", "a"))


def _read(published: Path, done: threading.Event, started: threading.Barrier) -> list[int]:
    """Open the file as a BI tool does, ask it several times, close it, again and again; the releases seen."""
    seen = []
    started.wait()
    while not done.wait(3):
        # an instance of DuckDB of its own each time, as another process would have
        with duckdb.connect(config={"threads": 1}) as connection:
            connection.execute(f"attach '{published / 'public.duckdb'}' as city (read_only)")
            connection.execute("use city")
            asked = [
                connection.execute(f"select count(*), min(number), max(number) from {name}").fetchone()  # noqa: S608
                for name in ("figures", "members", "figures")
            ]
            run = connection.execute("select cast(run_id[5:] as integer) from release").fetchone()
            changed = connection.execute("select count(*) from release_changes").fetchone()
        assert run is not None
        assert asked == [(ROWS, run[0], run[0])] * 3
        assert changed == (2 * ROWS if run[0] else 0,)  # compared with the release before, to the row
        seen.append(run[0])
    return seen


def test_readers_see_one_whole_release_while_it_is_replaced(tmp_path: Path) -> None:
    published = tmp_path / "published"
    _publish(tmp_path, 0)
    done, started = threading.Event(), threading.Barrier(READERS + 1)
    with ThreadPoolExecutor(READERS) as pool:
        readers = [pool.submit(_read, published, done, started) for _ in range(READERS)]
        started.wait()
        try:
            for number in range(1, PUBLICATIONS + 1):
                _publish(tmp_path, number)
        finally:
            done.set()
    seen = [reader.result() for reader in readers]  # a failed query or a torn read fails here
    assert all(seen)
    assert all(numbers == sorted(numbers) for numbers in seen)  # nobody is led back to an older release
    assert len({number for numbers in seen for number in numbers}) > 3
    assert len(list(published.glob("releases/*/public.duckdb"))) == 3
    diffs = [json.loads(path.read_text(encoding="utf-8")) for path in published.glob("releases/*/diff.json")]
    assert len(diffs) == PUBLICATIONS + 1  # what each release changed is kept
