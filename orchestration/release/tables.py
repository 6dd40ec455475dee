"""The tables of one audience's file: the marts as this reader may see them, and whose release it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from ingest.catalogue import Audience
from orchestration.release.cells import selected
from orchestration.release.changes import Changed, write_changes
from orchestration.release.checks import ReleaseRefusedError
from orchestration.release.files import created, quoted
from orchestration.release.marts import Mart


@dataclass(frozen=True)
class Release:
    """What is being published."""

    as_of: date
    run_id: str
    code_version: str
    inputs: str


@dataclass(frozen=True)
class Written:
    """One audience's finished file.

    ``rows`` and ``queries`` by table; ``changed``: what is new against the release before; ``threshold``: the
    least count of persons that may be shown, none where no mart counts any.
    """

    path: Path
    rows: dict[str, int]
    queries: dict[str, str]
    changed: dict[str, Changed] | None
    threshold: int | None


@dataclass(frozen=True)
class Writer:
    """One release on its way into its folder."""

    root: Path
    folder: Path
    marts: list[Mart]
    release: Release

    def write(self, audience: Audience) -> Written:
        """Write the file of an audience.

        Raises:
            ReleaseRefusedError: a mart counts persons and no threshold is in force.
        """
        path = self.folder / f"{audience}.duckdb"
        before = self.root / "published" / "current" / path.name
        with created(path, audience) as connection:
            warehouse = quoted(str(self.root / "warehouse.duckdb"))
            connection.execute(f"attach {warehouse} as warehouse (read_only)")
            connection.begin()  # one transaction: each of a thousand labels would be forced to disk alone
            threshold = self._threshold(connection)
            queries = self._queries(audience, threshold)
            rows = self._tables(connection, audience, queries)
            self._about(connection, audience)
            connection.commit()
            connection.execute("detach warehouse")
            changed = write_changes(connection, before if before.exists() else None, self.marts, audience)
            connection.execute("checkpoint this")
        path.chmod(0o600 if audience is Audience.restricted else 0o644)
        return Written(path, rows, queries, changed, threshold)

    def _threshold(self, connection: duckdb.DuckDBPyConnection) -> int | None:
        if not any(mart.persons for mart in self.marts):
            return None
        row = connection.execute(
            "select threshold from warehouse.main.small_cells "
            "where valid_from <= ? and (valid_to is null or ? < valid_to)",
            [self.release.as_of, self.release.as_of],
        ).fetchone()
        if row is None:
            counting = " ".join(mart.name for mart in self.marts if mart.persons)
            raise ReleaseRefusedError(f"没有当日有效的下限 / no threshold is in force: {counting}")
        return int(row[0])

    def _queries(self, audience: Audience, threshold: int | None) -> dict[str, str]:
        seen = [mart for mart in self.marts if mart.columns_for(audience)]
        return {mart.name: selected(mart, audience, threshold) for mart in seen}

    def _tables(
        self, connection: duckdb.DuckDBPyConnection, audience: Audience, queries: dict[str, str]
    ) -> dict[str, int]:
        """Make the tables by their queries, with labels; returns their rows."""
        connection.execute("use warehouse")  # conditions name the marts, here and in the finished file
        for name, query in queries.items():
            connection.execute(f"create table this.{name} as {query}")
        connection.execute("use this")
        rows = {}
        for mart in self.marts:
            if mart.name in queries:
                labels = [f"comment on table {mart.name} is {quoted(mart.label)}"]
                labels += [
                    f'comment on column {mart.name}."{column.name}" is {quoted(column.label)}'
                    for column in mart.columns_for(audience)
                ]
                connection.execute("; ".join(labels))
                row = connection.execute(f"select count(*) from {mart.name}").fetchone()  # noqa: S608
                rows[mart.name] = int(row[0]) if row else 0
        return rows

    def _about(self, connection: duckdb.DuckDBPyConnection, audience: Audience) -> None:
        connection.execute(
            "create table release as select ?::date as as_of_date, ?::varchar as run_id, "
            "?::varchar as code_version, ?::varchar as audience",
            [self.release.as_of, self.release.run_id, self.release.code_version, str(audience)],
        )
        connection.execute("comment on table release is '本次发布:数据日期、运行编号、代码版本、读者范围'")
