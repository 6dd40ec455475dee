"""The declared table as it really is: engine, columns with their types, and what is wrong in plain words."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from ingest.connectors.database.texts import parse
from ingest.connectors.declared import Database
from ingest.connectors.inbox import FetchError, Inbox

CHUNK = 1000  # rows of one statement: one round trip, and no engine refuses so many values in a condition

# A server that says nothing must not hold up the other feeds for ever; moments are shown in Beijing time;
# no gaps are locked, so that a department can go on inserting while we read (the others' default anyway).
SETTINGS: dict[str, dict[str, Any]] = {
    "psycopg": {
        "connect_args": {
            "connect_timeout": 15,
            "keepalives_idle": 60,
            "keepalives_interval": 10,
            "keepalives_count": 6,
            "tcp_user_timeout": 120_000,
        }
    },
    "pymysql": {
        "connect_args": {
            "connect_timeout": 15,
            "read_timeout": 600,
            "write_timeout": 600,
            # the list of rows waits while some of them are taken; MySQL would drop it after a minute
            "init_command": "SET time_zone = '+08:00', net_write_timeout = 3600",
        },
        "isolation_level": "READ COMMITTED",
    },
}
# SQLSTATE of PostgreSQL, error numbers of MySQL and MariaDB; psycopg gives no state for a login that failed,
# so there the server's own words (in its two usual languages) have to do.
REASONS: dict[tuple[str, str], set[str | int]] = {
    ("用户名或口令不对", "user name or password is wrong"): {
        *("28P01", "28000", 1045, 1698),
        *("password authentication failed", "认证失败"),
    },
    ("没有这个库", "there is no such database"): {
        *("3D000", 1049),
        *(r'database ".*" does not exist', "数据库 .* 不存在"),
    },
    ("没有权限", "permission is missing"): {"42501", 1044, 1142, 1143},
    ("没有这个表", "there is no such table"): {"42P01", 1146},
    ("值放不进这一列", "a value does not fit its column"): {"22001", "22P02", 1265, 1366, 1406},
}


@dataclass(frozen=True)
class FrontTable:
    """A table of a front-end database, open.

    Attributes:
        source: as declared.
        engine: connections to it.
        clause: the table with the types its columns have.
        selected: names of the columns that are read, in the table's order.
        key: columns that tell rows apart.
        order: columns to sort by, the key at the end.
        nullable: whether some column of the key may be NULL.
    """

    source: Database
    engine: sa.Engine
    clause: sa.TableClause
    selected: list[str]
    key: list[sa.ColumnClause[Any]]
    order: list[sa.ColumnClause[Any]]
    nullable: bool

    @property
    def name(self) -> str:
        """The table's name, as a message or a file shows it."""
        return self.source.table

    def column(self, name: str) -> sa.ColumnClause[Any]:
        """A column with its type."""
        return self.clause.c[name]

    def value(self, name: str, given: str | int) -> Any:  # noqa: ANN401 - whatever the column holds
        """A value of the declaration as the column's type has it.

        Raises:
            FetchError: the column cannot hold such a value.
        """
        kind = python_type(self.column(name))
        try:
            return parse(str(given), kind)
        except ValueError:
            raise FetchError(
                f"表 {self.name} 列 {name}: 声明的值 {given!r} 不是 {kind.__name__} / "
                f"the declared value {given!r} is no {kind.__name__}, which the column holds"
            ) from None

    def reading(self) -> sa.Select[*tuple[Any, ...]]:
        """Select what is read; without types, so that nothing is converted on the way."""
        return sa.select(*[sa.column(name) for name in self.selected]).select_from(self.clause)

    def at(self, name: str) -> int:
        """Position of a column among what is read."""
        return self.selected.index(name)


def python_type(column: sa.ColumnClause[Any]) -> type:
    """The Python type of a column's values; unknown ones are texts."""
    try:
        return column.type.python_type
    except NotImplementedError:
        return str


@contextmanager
def open_table(inbox: Inbox) -> Iterator[FrontTable]:
    """The declared table, inspected; whatever the database says against it comes as one clear message.

    Raises:
        FetchError: see `ingest.connectors.database.fetch`.
        SecretError: the password cannot be read.
    """
    source = inbox.feed.connector
    assert isinstance(source, Database)  # noqa: S101 - the dispatch table's promise
    engine = _engine(source)
    try:
        with engine.connect() as connection:
            table = _inspect(source, engine, connection)
        yield table
    except sa.exc.SQLAlchemyError as error:
        raise FetchError(_told(source, engine, error)) from None
    finally:
        engine.dispose()


def _engine(source: Database) -> sa.Engine:
    try:
        url = sa.make_url(source.url)
        if source.password:
            url = url.set(password=source.password.read().get_secret_value())
        settings = SETTINGS.get(url.get_dialect().driver, {})
        given = {name: v for name, v in settings.get("connect_args", {}).items() if name not in url.query}
        settings = settings | {"connect_args": given}  # what the url says goes first
        return sa.create_engine(url, poolclass=sa.NullPool, hide_parameters=True, **settings)
    except (sa.exc.ArgumentError, ImportError) as error:
        raise FetchError(
            "url 无法使用(是否装了驱动?) / the url cannot be used (is its driver installed?): "
            f"{source.url}: {error}; 装好的 / installed: postgresql+psycopg, mysql+pymysql, mariadb+pymysql"
        ) from None


def _told(source: Database, engine: sa.Engine, error: sa.exc.SQLAlchemyError) -> str:
    """One line: where, what in plain words if it is known, and the library's own first line."""
    cause = error.orig if isinstance(error, sa.exc.DBAPIError) and error.orig else error
    codes = {getattr(cause, "sqlstate", None), *cause.args[:1]}
    words = str(cause) if isinstance(error, sa.exc.OperationalError) else ""
    known = [
        reason
        for reason, signs in REASONS.items()
        if codes & signs or any(isinstance(sign, str) and re.search(sign, words) for sign in signs)
    ]
    broken = ("无法连接或连接中断", "cannot be reached, or the connection broke")
    fallback = broken if isinstance(error, sa.exc.OperationalError) else ("数据库报错", "the database says")
    zh, en = known[0] if known else fallback
    first = next(iter(str(cause).strip().splitlines()), type(cause).__name__)
    where = engine.url.render_as_string(hide_password=True)
    return f"{where} 表 / table {source.table}: {zh} / {en}: {first}"


def split(table: str) -> tuple[str | None, str]:
    """Schema and name of ``schema.name``."""
    schema, _, name = table.rpartition(".")
    return schema or None, name


def columns_of(connection: sa.Connection, table: str, wanted: Sequence[str]) -> dict[str, Any]:
    """The columns of a table by name, as SQLAlchemy's inspector tells them.

    Raises:
        FetchError: there is no such table, or it lacks a wanted column; the message says what there is.
    """
    schema, name = split(table)
    inspector = sa.inspect(connection)
    try:
        found = {column["name"]: column for column in inspector.get_columns(name, schema)}
    except sa.exc.NoSuchTableError:
        there = [*inspector.get_table_names(schema), *inspector.get_view_names(schema)]
        near = difflib.get_close_matches(name, there, n=5, cutoff=0.3) or sorted(there)[:20]
        raise FetchError(
            f"没有表 {table} / there is no table {table}; 现有 / there are: {', '.join(near)}"
        ) from None
    if missing := [name for name in wanted if name not in found]:
        raise FetchError(
            f"表 {table} 没有列 {', '.join(missing)} / table {table} lacks columns {', '.join(missing)}; "
            f"现有 / there are: {', '.join(found)}"
        )
    return found


def _inspect(source: Database, engine: sa.Engine, connection: sa.Connection) -> FrontTable:
    schema, name = split(source.table)
    wanted = [*(source.columns or []), *source.key, *source.order]
    wanted += [column for column in (source.batch, source.handed_over) if column]
    wanted += [part.column for part in (source.state, source.watermark) if part]
    found = columns_of(connection, source.table, wanted)
    key = source.key or sa.inspect(connection).get_pk_constraint(name, schema)["constrained_columns"]
    if not key:
        raise FetchError(
            f"表 {source.table} 没有主键,请在 key 中写明能区分各行的列 / "
            f"table {source.table} has no primary key: name the columns that tell its rows apart in key; "
            f"现有 / there are: {', '.join(found)}"
        )
    clause = sa.table(name, *[sa.column(c["name"], c["type"]) for c in found.values()], schema=schema)
    hidden = source.state.column if source.state else None
    asked = set(source.columns or [column for column in found if column != hidden]) | {*key}
    asked |= {column for column in (source.batch, source.handed_over) if column}
    order = list(dict.fromkeys([*source.order, *key]))
    return FrontTable(
        source, engine, clause,
        selected=[column for column in found if column in asked],
        key=[clause.c[column] for column in key],
        order=[clause.c[column] for column in order],
        nullable=any(found[column]["nullable"] for column in key),
    )  # fmt: skip
