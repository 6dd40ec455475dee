"""Load a published file into PostgreSQL beside what is read there, and switch to it in one transaction.

The new tables are made in the schema ``siku_next``: loaded by COPY, commented, granted, committed.
The switch locks the tables that are being read, renames both schemas and drops the old tables, all in one
transaction. A statement that began before sees the old release in every table it names, one that waited for
the switch is resolved anew and sees the new one; none fails. Waiting for locks is given up before the
server's deadlock detector (1 s) would look for somebody to blame, and tried again. Killed anywhere, what is
read is the last release as a whole, and the next load begins anew.
"""

from __future__ import annotations

import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import duckdb
import psycopg
from psycopg import sql

from ingest.settings import SettingError
from orchestration.release.files import opened
from orchestration.serving.settings import Serving

SCHEMA, NEXT, OLD = "siku", "siku_next", "siku_old"
READER = "siku_reader"  # a role without login; people and tools are made members of it
LOAD_LOCK = 0x51C0  # one load at a time, whoever starts it
LOCK_WAIT = "300ms"  # below PostgreSQL's deadlock_timeout (1 s): nobody's query is the one that is ended
PATIENCE = 600.0  # seconds the switch tries to get between the readers
PAUSE = 0.2
BLOCK = 1 << 20
NULL = r"\N"  # a text of just that is quoted by DuckDB, and quoted it is a text to PostgreSQL
TYPES = {
    "VARCHAR": "text",
    "DATE": "date",
    "TIMESTAMP": "timestamp",
    "TIMESTAMP WITH TIME ZONE": "timestamptz",
    "BOOLEAN": "boolean",
    "SMALLINT": "smallint",
    "INTEGER": "integer",
    "BIGINT": "bigint",
    "HUGEINT": "numeric(38, 0)",
    "DOUBLE": "double precision",
}


class ServingError(Exception):
    """Nothing was switched; the message says why. What was served before is served still."""


@dataclass(frozen=True)
class Served:
    """What is served now: the run, rows by table, whether it was loaded now, and how long that took."""

    run_id: str
    rows: dict[str, int]
    new: bool
    seconds: float


@dataclass(frozen=True)
class _Table:
    name: str
    label: str | None
    columns: list[tuple[str, str, str | None]]  # name, PostgreSQL type, label


def serve(file: Path, serving: Serving) -> Served:
    """Serve a published file; a release that is served already is not loaded again.

    Args:
        file: ``published/<audience>.duckdb``; a link is followed once, so that one release is read.
        serving: where to.

    Raises:
        ServingError: there is no such file, the server does not answer or refuses, or readers never let go.
    """
    started = time.monotonic()
    if not file.exists():
        raise ServingError(f"还没有发布 / nothing is published: {file}")
    try:
        with (
            opened(file.resolve(), serving.audience) as source,
            psycopg.connect(serving.conninfo, autocommit=True, application_name="siku") as target,
        ):
            target.execute("set client_min_messages to warning")
            target.execute("select pg_advisory_lock(%s)", [LOAD_LOCK])
            run = _run_of(source)
            if _is_served(target, *run):
                return Served(run[0], _rows(target), new=False, seconds=time.monotonic() - started)
            _load(source, target)
            _switch(target)
            return Served(run[0], _rows(target), new=True, seconds=time.monotonic() - started)
    except psycopg.OperationalError as error:
        raise ServingError(f"{serving.place}: 连不上或中断 / no connection: {_told(error)}") from error
    except (psycopg.Error, duckdb.Error, SettingError) as error:
        raise ServingError(f"{serving.place}: 没有装入 / not loaded: {_told(error)}") from error


def _told(error: Exception) -> str:
    """What the server said, in one line; libpq names host and user, never the password."""
    detail = getattr(getattr(error, "diag", None), "message_detail", None)
    return " ".join(f"{error} {detail or ''}".split())


def _run_of(source: duckdb.DuckDBPyConnection) -> tuple[str, str]:
    row = source.execute("select run_id, audience from release").fetchone()
    assert row is not None  # noqa: S101 - every published file has that row
    return str(row[0]), str(row[1])


def _is_served(target: psycopg.Connection, run_id: str, audience: str) -> bool:
    if target.execute("select to_regclass(%s)", [f"{SCHEMA}.release"]).fetchone() == (None,):
        return False
    query = sql.SQL("select run_id, audience from {}").format(sql.Identifier(SCHEMA, "release"))
    return target.execute(query).fetchone() == (run_id, audience)


def _load(source: duckdb.DuckDBPyConnection, target: psycopg.Connection) -> None:
    """Make ``siku_next`` anew and fill it; committed as a whole, so that a switch never waits for a load."""
    tables = _tables(source)
    _make_reader(target)
    with target.transaction(), tempfile.TemporaryDirectory(prefix="siku-serve-") as folder:
        target.execute(sql.SQL("drop schema if exists {} cascade").format(sql.Identifier(NEXT)))
        target.execute(sql.SQL("create schema {}").format(sql.Identifier(NEXT)))
        for table in tables:
            _make(target, table)
            _copy(source, target, table, Path(folder) / "rows.csv")
        named = {"schema": sql.Identifier(NEXT), "reader": sql.Identifier(READER)}
        target.execute(sql.SQL("grant usage on schema {schema} to {reader}").format(**named))
        target.execute(sql.SQL("grant select on all tables in schema {schema} to {reader}").format(**named))
    for table in tables:
        target.execute(sql.SQL("analyze {}").format(sql.Identifier(NEXT, table.name)))


def _tables(source: duckdb.DuckDBPyConnection) -> list[_Table]:
    labels = source.execute("select table_name, comment from duckdb_tables() where not internal order by 1")
    found = []
    for name, label in labels.fetchall():
        columns = source.execute(
            "select column_name, data_type, comment from duckdb_columns() where table_name = ? "
            "order by column_index",
            [name],
        ).fetchall()
        found.append(_Table(name, label, [(column, _type(kind), said) for column, kind, said in columns]))
    return found


def _type(kind: str) -> str:
    """PostgreSQL's type for one of DuckDB's.

    Raises:
        ServingError: there is none in the list; nothing is guessed.
    """
    if kind.startswith("DECIMAL("):
        return kind.replace("DECIMAL", "numeric")
    if kind not in TYPES:
        raise ServingError(f"不知如何装入类型 / no type in PostgreSQL is declared for {kind}")
    return TYPES[kind]


def _make_reader(target: psycopg.Connection) -> None:
    if target.execute("select 1 from pg_roles where rolname = %s", [READER]).fetchone():
        return
    try:
        target.execute(sql.SQL("create role {} nologin").format(sql.Identifier(READER)))
    except psycopg.errors.InsufficientPrivilege as error:
        raise ServingError(
            f"没有角色 {READER},请管理员先建 / the role is missing; an administrator makes it once: "
            f"create role {READER} nologin"
        ) from error


def _make(target: psycopg.Connection, table: _Table) -> None:
    place = sql.Identifier(NEXT, table.name)
    columns = [sql.SQL(f"{{}} {kind}").format(sql.Identifier(name)) for name, kind, _ in table.columns]
    target.execute(sql.SQL("create table {} ({})").format(place, sql.SQL(", ").join(columns)))
    target.execute(sql.SQL("comment on table {} is {}").format(place, sql.Literal(table.label)))
    for name, _, label in table.columns:
        column = sql.Identifier(NEXT, table.name, name)
        target.execute(sql.SQL("comment on column {} is {}").format(column, sql.Literal(label)))


def _copy(source: duckdb.DuckDBPyConnection, target: psycopg.Connection, table: _Table, rows: Path) -> None:
    """Rows as CSV through a private file: DuckDB writes it with all cores, COPY takes it as it is.

    Raises:
        ServingError: other rows arrived than were there.
    """
    names = ", ".join(f'"{name}"' for name, *_ in table.columns)
    how = f"format csv, header false, nullstr '{NULL}'"
    source.execute(f"copy (select {names} from \"{table.name}\") to '{rows}' ({how})")  # noqa: S608
    into = sql.SQL("copy {} from stdin (format csv, null {})")
    with target.cursor() as cursor:
        with (
            rows.open("rb") as file,
            cursor.copy(into.format(sql.Identifier(NEXT, table.name), sql.Literal(NULL))) as copy,
        ):
            while block := file.read(BLOCK):
                copy.write(block)
        arrived = cursor.rowcount
    there = source.execute(f'select count(*) from "{table.name}"').fetchone()  # noqa: S608
    if there != (arrived,):
        raise ServingError(f"{table.name}: 装入 {arrived} 行,应有 / rows loaded, expected {there}")


def _switch(target: psycopg.Connection) -> None:
    """Let readers see the new tables.

    Raises:
        ServingError: readers held the old ones longer than `PATIENCE`, or others' views stand on them.
    """
    deadline = time.monotonic() + PATIENCE
    while not _switched(target):
        if time.monotonic() > deadline:
            raise ServingError(f"读者一直占用旧表,没有切换 / readers never let go of {SCHEMA}")
        time.sleep(PAUSE)


def _switched(target: psycopg.Connection) -> bool:
    """Whether the switch got between the readers; if not, nothing was changed."""
    try:
        with target.transaction():
            _rename(target)
    except (psycopg.errors.LockNotAvailable, psycopg.errors.DeadlockDetected):
        return False
    except psycopg.errors.DependentObjectsStillExist as error:
        told = f"有别的对象建在 {SCHEMA} 的表上,请先删去 / other objects depend on its tables"
        raise ServingError(f"{told}: {_told(error)}") from error
    return True


def _rename(target: psycopg.Connection) -> None:
    target.execute(sql.SQL("set local lock_timeout = {}").format(sql.Literal(LOCK_WAIT)))
    old = [sql.Identifier(SCHEMA, name) for name in _served_tables(target)]
    if old:
        target.execute(sql.SQL("lock table {} in access exclusive mode").format(sql.SQL(", ").join(old)))
    if target.execute("select to_regnamespace(%s)", [SCHEMA]).fetchone() != (None,):
        target.execute(_renamed(SCHEMA, OLD))
    target.execute(_renamed(NEXT, SCHEMA))
    if old:
        names = [sql.Identifier(OLD, name) for name in _served_tables(target, OLD)]
        target.execute(sql.SQL("drop table {}").format(sql.SQL(", ").join(names)))
    target.execute(sql.SQL("drop schema if exists {}").format(sql.Identifier(OLD)))


def _renamed(schema: str, to: str) -> sql.Composed:
    return sql.SQL("alter schema {} rename to {}").format(sql.Identifier(schema), sql.Identifier(to))


def _served_tables(target: psycopg.Connection, schema: str = SCHEMA) -> list[str]:
    query = "select tablename from pg_tables where schemaname = %s order by 1"
    return [str(name) for (name,) in target.execute(query, [schema]).fetchall()]


def _rows(target: psycopg.Connection) -> dict[str, int]:
    """Rows by table, counted where they are served."""
    counts = {}
    for name in _served_tables(target):
        query = sql.SQL("select count(*) from {}").format(sql.Identifier(SCHEMA, name))
        row = target.execute(query).fetchone()
        counts[name] = int(row[0]) if row else 0
    return counts
