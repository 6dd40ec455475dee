"""Restate a day that was published: what became known of it since, as a new edition beside the old ones.

The warehouse is a function of landing, editions, configuration and two dates, so the day is built anew in a
data root of its own that shares landing and history; warehouse and release of the city are not touched. The
next refresh whose own dates know as much publishes the new edition.
"""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from ingest.catalogue import load_catalogue
from ingest.settings import Days
from orchestration import words
from orchestration.dbt_command import dbt_command
from orchestration.editions import Edition, all_editions, frozen_marts
from orchestration.lock import refresh_lock
from orchestration.private import keep_private, owner_only
from orchestration.release.files import OFFLINE
from orchestration.run import RunContext
from orchestration.warehouse import BUILD

ASIDE = ".restating"


class NotPublishedError(Exception):
    """The day has no edition that could be restated; the message says what to do."""


@dataclass(frozen=True)
class Restated:
    """What came of it: the edition as planned, and of each frozen mart how many rows are new in it.

    No edition: nothing became known that was not known. An edition without rows is not kept: what became
    known changes no figure.
    """

    edition: Edition | None
    rows: dict[str, int]


def restate(root: Path, days: Days) -> Restated:
    """Build the as-of day anew by what is known now, and keep what differs from its newest edition.

    Raises:
        NotPublishedError: nothing was published as of that day.
        RefreshRunningError: a refresh of the same data root is running.
        DagsterDbtCliRuntimeError: a model or a test failed; nothing was kept.
    """
    with refresh_lock(root):
        if not any(edition.as_of_date == days.as_of for edition in all_editions(root)):
            raise NotPublishedError(
                f"{days.as_of} 没有发布过,先以它为 SIKU_AS_OF 运行 siku refresh / nothing was published "
                "as of that day: run siku refresh with it as SIKU_AS_OF first"
            )
        keep_private(root)
        with _aside(root) as aside:
            run = RunContext(aside, days, f"restate-{uuid.uuid4()}", load_catalogue(), b"")
            run.index()
            if run.planned is None:
                return Restated(None, {})
            _build(aside)
            rows = _new_rows(aside / "warehouse.duckdb", run.planned)
            return Restated(run.freeze() if sum(rows.values()) else run.planned, rows)


def report(done: Restated, days: Days) -> list[str]:
    """What came of it, in lines for a person."""
    head = f"数据日期 {days.as_of},所知截至 {days.known_on} / as of {days.as_of}, known on {days.known_on}"
    if done.edition is None:
        return [head, "没有新知道的,未重算 / nothing became known: nothing was built"]
    cause = f"{words.cause(done.edition.cause)} {done.edition.cause}"
    if not sum(done.rows.values()):
        return [head, f"{cause}:没有数因此变动,不另立一期 / no figure changed: no edition was made"]
    counted = ", ".join(f"{mart} {rows:,}" for mart, rows in done.rows.items())
    return [
        head,
        f"第 {done.edition.edition} 期 / edition {done.edition.edition}: {cause};变动的行 / rows: {counted}",
        "下次 refresh 发布 / the next refresh publishes it",
    ]


@contextmanager
def _aside(root: Path) -> Iterator[Path]:
    """A data root with an index and a warehouse of its own; landing and history are those of the city."""
    aside = root / ASIDE
    shutil.rmtree(aside, ignore_errors=True)  # what a killed run left; the lock is ours
    try:
        (aside / "landing").mkdir(parents=True, mode=0o700)
        (aside / "history").symlink_to(root / "history", target_is_directory=True)
        for standard in (root / "landing").iterdir():
            if standard.is_dir() and not standard.name.startswith((".", "_")):
                (aside / "landing" / standard.name).symlink_to(standard, target_is_directory=True)
        yield aside
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _build(aside: Path) -> None:
    """What the frozen marts rest on, checked as in every build."""
    chosen = [part for mart in frozen_marts() for part in ("--select", f"+{mart}")]
    before = os.environ.get("SIKU_DATA")
    os.environ["SIKU_DATA"] = str(aside)
    try:
        with owner_only():
            # of the tests those of what is built, and of nothing else
            what = [*BUILD, *chosen, "--indirect-selection", "buildable"]
            dbt_command(["--quiet", "--no-write-json", *what], aside / "target")
    finally:
        os.environ.pop("SIKU_DATA") if before is None else os.environ.update(SIKU_DATA=before)


def _new_rows(warehouse: Path, edition: Edition) -> dict[str, int]:
    counted: dict[str, int] = {}
    named: list[Any] = [edition.as_of_date, edition.edition]
    with duckdb.connect(str(warehouse), read_only=True, config=OFFLINE) as connection:
        for mart in frozen_marts():
            sql = f"select count(*) from {mart} where as_of_date = ? and edition = ?"  # noqa: S608
            [(counted[mart],)] = connection.execute(sql, named).fetchall()
    return counted
