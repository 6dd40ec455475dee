"""Rows that are marked when taken: read, mark and receipt in one transaction of the source.

The commit of the source decides. Before it, the file lies complete beside the inbox and a record says that it
waits; after it, the file is renamed. A pull that was killed in between asks the database on its next run
whether the rows were marked, and renames the file or drops it: no row is lost and none comes twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import sqlalchemy as sa
from sqlalchemy.dialects.mysql.base import MySQLDialect

from ingest.connectors.database.part import Part, finish, settle
from ingest.connectors.database.table import CHUNK, FrontTable, columns_of, python_type, split
from ingest.connectors.database.texts import as_moment, as_texts, parse
from ingest.connectors.declared import Receipts, State, StateValue
from ingest.connectors.inbox import FetchError, Inbox
from ingest.settings import SHANGHAI

Key = tuple[Any, ...]
LISTED = 10_000  # keys fetched at once


def fetch(inbox: Inbox, table: FrontTable, state: State) -> None:
    """Take every row that is unread now and that nobody else holds locked.

    Raises:
        FetchError: rows that cannot be taken, because their state was not declared or their key is NULL; all
            others were taken.
    """
    pull = Pull(inbox, table, state)
    settle(inbox, pull.were_marked)
    pull.take_all()
    if left := pull.left():
        raise FetchError("; ".join(left))


class Pull:
    """One visit to a table whose rows are marked."""

    def __init__(self, inbox: Inbox, table: FrontTable, state: State) -> None:
        """Read the declaration against the table; nothing is taken yet."""
        self._inbox, self._table, self._state = inbox, table, state
        self._unread = self._is_one_of(state.unread)
        self._read = table.value(state.column, state.read)
        self._known = self._is_one_of([*state.unread, state.read, *state.others])
        self._key = sa.tuple_(*table.key) if len(table.key) > 1 else table.key[0]
        self._skip_locked = skips_locked(table.engine.dialect)
        receipts = table.source.receipts
        self._receipts = _ReceiptTable(table.engine, receipts) if receipts else None

    def _is_one_of(self, values: Sequence[StateValue]) -> sa.ColumnElement[bool]:
        """True, false, never NULL."""
        column = self._table.column(self._state.column)
        given = [self._table.value(self._state.column, value) for value in values if value is not None]
        among = sa.and_(column.is_not(None), column.in_(given))
        return sa.or_(column.is_(None), among) if None in values else among

    def _among(self, keys: Sequence[Key]) -> sa.ColumnElement[bool]:
        if len(self._table.key) > 1:
            return self._key.in_([tuple(key) for key in keys])
        given = [key[0] for key in keys]
        if self._table.engine.dialect.name == "postgresql":
            # one parameter instead of a thousand: twice the rows a second
            return self._key == sa.any_(sa.literal(given, sa.ARRAY(self._key.type)))
        return self._key.in_(given)

    def take_all(self) -> None:
        """List the keys in a connection of their own, take so many at a time in transactions of theirs."""
        table = self._table
        asked = [*table.key, *([table.column(table.source.handed_over)] if table.source.handed_over else [])]
        has_key = sa.and_(*[column.is_not(None) for column in table.key])
        statement = sa.select(*asked).where(self._unread, has_key).order_by(*table.order)
        taken = 0
        with table.engine.connect().execution_options(yield_per=LISTED) as connection:
            for listed in connection.execute(statement).partitions(table.source.rows_per_file):
                for keys in self._by_day(listed):
                    taken += self._take(keys)
                    self._inbox.progress(f"{table.name}: 已取 {taken:,} 行 / rows taken")

    def _by_day(self, listed: Sequence[sa.Row[Any]]) -> list[list[Key]]:
        """Keys of the rows that were handed over on one day; a file is received on one day."""
        name, days = self._table.source.handed_over, dict[date | None, list[Key]]()
        for row in listed:
            moment = as_moment(row[-1], name) if name else None
            day = moment.astimezone(SHANGHAI).date() if moment else None
            days.setdefault(day, []).append(tuple(row[: len(self._table.key)]))
        return list(days.values())

    def _take(self, keys: list[Key]) -> int:
        """Read, mark, receipt and commit these rows, as far as they are still unread; returns how many."""
        table = self._table
        batches = Counter[Any]()
        with Part(self._inbox, table.name, table.selected) as part:
            with table.engine.begin() as connection:
                for at in range(0, len(keys), CHUNK):
                    rows = self._claim(connection, keys[at : at + CHUNK])
                    part.add(as_texts(rows, table.selected), self._latest(rows))
                    batches.update(
                        row[table.at(table.source.batch)] if table.source.batch else None for row in rows
                    )
                if part.rows:
                    sha256 = part.close()
                    name = part.seal(sha256, decided=False)
                    if self._receipts:
                        self._receipts.write(connection, batches, name, sha256)
            if part.rows:
                finish(self._inbox)
        return part.rows

    def _claim(self, connection: sa.Connection, keys: Sequence[Key]) -> Sequence[sa.Row[Any]]:
        """Rows of these keys that are unread, locked and marked."""
        table = self._table
        wanted = sa.and_(self._among(keys), self._unread)
        statement = table.reading().where(wanted).order_by(*table.order)
        rows = connection.execute(statement.with_for_update(skip_locked=self._skip_locked)).all()
        if rows:
            places = [table.at(column.name) for column in table.key]
            taken = [tuple(row[place] for place in places) for row in rows]
            marking = sa.update(table.clause).where(self._among(taken), self._unread)
            marked = connection.execute(marking.values({self._state.column: self._read})).rowcount
            if marked != len(rows):
                raise FetchError(
                    f"表 {table.name}: 读 {len(rows)} 行却标记了 {marked} 行,未取;key 能区分各行吗? / "
                    f"{len(rows)} rows read but {marked} marked, nothing taken: does key tell rows apart?"
                )
        return rows

    def _latest(self, rows: Sequence[sa.Row[Any]]) -> datetime | None:
        name = self._table.source.handed_over
        if not name:
            return None
        moments = (as_moment(row[self._table.at(name)], name) for row in rows)
        return max((moment for moment in moments if moment), default=None)

    def were_marked(self, part: Path) -> bool:
        """Whether the transaction that read these rows was committed.

        Not, where every row is there and unread: then all come again. If only some are, the file counts: what
        it holds may be nowhere else.
        """
        names = [column.name for column in self._table.key]
        kinds = [python_type(column) for column in self._table.key]
        unread = 0
        frame = pl.read_parquet(part, columns=names).select(names)
        with self._table.engine.connect() as connection:
            for piece in frame.iter_slices(CHUNK):
                keys = [tuple(map(parse, row, kinds)) for row in piece.iter_rows()]
                count = sa.select(sa.func.count()).select_from(self._table.clause)
                unread += connection.execute(count.where(self._among(keys), self._unread)).scalar_one()
        return unread < frame.height

    def left(self) -> list[str]:
        """What could not be taken and never will be, unless a person looks."""
        with self._table.engine.connect() as connection:
            return [*self._unknown_states(connection), *self._without_key(connection)]

    def _unknown_states(self, connection: sa.Connection) -> Iterator[str]:
        column = self._table.column(self._state.column)
        counted = sa.select(column, sa.func.count()).where(sa.not_(self._known)).group_by(column)
        found = connection.execute(counted.limit(20)).all()
        if found:
            shown = ", ".join(f"{value!r}: {rows}" for value, rows in found)
            allowed = [*self._state.unread, self._state.read, *self._state.others]
            yield (
                f"表 {self._table.name} 列 {self._state.column} 有未声明的状态(值: 行数),这些行未取 / "
                f"rows in a state nobody declared were not taken (value: rows): {shown}; "
                f"允许 / allowed: {allowed}"
            )

    def _without_key(self, connection: sa.Connection) -> Iterator[str]:
        if not self._table.nullable:
            return
        table = self._table
        no_key = sa.or_(*[column.is_(None) for column in table.key])
        count = sa.select(sa.func.count()).select_from(table.clause).where(self._unread, no_key)
        if rows := connection.execute(count).scalar_one():
            names = ", ".join(column.name for column in table.key)
            yield (
                f"表 {table.name}: {rows} 行的键 {names} 为空,无法标记,未取 / "
                f"{rows} rows have NULL in their key {names}, cannot be marked and were not taken"
            )


def skips_locked(dialect: sa.Dialect) -> bool:
    """Whether the engine can pass over rows that others hold locked; without, we wait for them."""
    if isinstance(dialect, MySQLDialect):
        return (dialect.server_version_info or ()) >= ((10, 6) if dialect.is_mariadb else (8, 0, 1))
    return True


class _ReceiptTable:
    """Where the source wants to read what was taken."""

    def __init__(self, engine: sa.Engine, receipts: Receipts) -> None:
        self._declared = receipts
        with engine.connect() as connection:
            wanted = [*receipts.columns.values(), *receipts.constants]
            found = columns_of(connection, receipts.table, wanted)
        schema, name = split(receipts.table)
        self._table = sa.table(name, *[sa.column(n, found[n]["type"]) for n in wanted], schema=schema)

    def write(self, connection: sa.Connection, batches: Counter[Any], file: str, sha256: str) -> None:
        """One row for each batch number of the file, in the transaction that marks its rows."""
        columns = self._declared.columns
        facts: dict[str, Any] = {"file": file, "sha256": sha256}
        if "received_at" in columns:
            facts["received_at"] = self._now(columns["received_at"])
        for batch, rows in batches.items():
            told = facts | {"batch": batch, "rows": rows}
            values = {column: told[what] for what, column in columns.items()}
            connection.execute(sa.insert(self._table).values(values | self._declared.constants))

    def _now(self, column: str) -> datetime | date | str:
        """The moment of the receipt, Beijing time, as its column holds moments."""
        now, kind = datetime.now(SHANGHAI).replace(microsecond=0), self._table.c[column].type
        if isinstance(kind, sa.DateTime):
            return now if kind.timezone else now.replace(tzinfo=None)
        if isinstance(kind, sa.Date):
            return now.date()
        return now.replace(tzinfo=None).isoformat(sep=" ")
