"""The code blocks of the guide for BI tools, and a small release to run them on."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import psycopg

from tests.conftest import PROJECT
from tests.servers.daemon import find_program
from tests.servers.databases import PASSWORD, DatabaseServer, start_postgres

PAGE = PROJECT / "docs" / "bi.md"
JDBC = "/usr/share/java/postgresql.jar"  # Debian: libpostgresql-jdbc-java
BLOCK = re.compile(r"^```(\w+)( bi)?\n(.*?)^```$", re.DOTALL | re.MULTILINE)
LINE, NUMERATOR, LABEL = "T04-01", 1525, "分子，本市口径"


@dataclass(frozen=True)
class Block:
    """One block: its language, whether it needs the environment of ``make bi``, and what it says."""

    language: str
    outside: bool
    text: str


def blocks() -> Iterator[Block]:
    """All of them, in the order of the page."""
    for language, mark, text in BLOCK.findall(PAGE.read_text(encoding="utf-8")):
        yield Block(language, bool(mark), text)


def small_release(folder: Path) -> Path:
    """A shared file with one figure, as publication lays it out: labels, and a table ``release``."""
    folder.mkdir(parents=True)
    file = folder / "shared.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute(
            "create table indicator_values as select ? as indicator_id, '全市' as unit, true as is_main, "
            "?::decimal(24, 4) as numerator, 1665::decimal(24, 4) as denominator, 'not_met' as status",
            [LINE, NUMERATOR],
        )
        connection.execute("comment on table indicator_values is '各标准的值'")
        connection.execute(f"comment on column indicator_values.numerator is '{LABEL}'")
        connection.execute(
            "create table release as select date '2026-10-31' as as_of_date, 'run-1' as run_id, "
            "'v' as code_version, 'shared' as audience"
        )
    return file


@contextmanager
def credit_server() -> Iterator[DatabaseServer]:
    """A PostgreSQL with the database ``credit``, as the guide's reader has one."""
    started = start_postgres()
    try:
        with psycopg.connect(_admin(started, "postgres"), autocommit=True) as connection:
            connection.execute("create database credit")
        yield started
    finally:
        started.daemon.remove()


def _admin(server: DatabaseServer, database: str) -> str:
    return server.url(database).set(drivername="postgresql").render_as_string(hide_password=False)


def run(block: Block, folder: Path, server: DatabaseServer, python: str) -> str:
    """What the block prints; it has to succeed.

    Args:
        block: as it stands on the page.
        folder: where ``.venv`` and ``data`` are.
        server: the administrator runs the SQL there.
        python: of the environment the block is for.
    """
    done = subprocess.run(
        _command(block, folder, server, python),
        cwd=folder, env=_environment(block, server), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"{block.text}\n{done.stdout}{done.stderr}"
    assert PASSWORD not in done.stdout + done.stderr
    return done.stdout


def _command(block: Block, folder: Path, server: DatabaseServer, python: str) -> list[str]:
    if block.language == "sql":
        psql = find_program("psql", "/usr/lib/postgresql/*/bin")
        return [psql, _admin(server, "credit"), "-c", block.text]
    if block.language == "java":
        source = folder / "Read.java"
        source.write_text(block.text, encoding="utf-8")
        return [find_program("java"), "-cp", JDBC, str(source)]
    return ["sh", "-ec", block.text] if block.language == "sh" else [python, "-c", block.text]


def _environment(block: Block, server: DatabaseServer) -> dict[str, str]:
    """The reader's own, without settings of ours; another environment's Python must not find our packages."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SIKU", "PYTHONPATH"))}
    ours = {} if block.outside else {"PYTHONPATH": str(PROJECT)}
    return kept | ours | {"PGHOST": "127.0.0.1", "PGPORT": str(server.port), "LANG": "C.UTF-8"}
