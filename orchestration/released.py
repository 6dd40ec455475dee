"""Read the current release: what every command that explains a figure opens."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from ingest.catalogue import Audience
from ingest.settings import SettingError
from orchestration.release.files import opened

Row = dict[str, Any]


class NothingToExplainError(Exception):
    """No such line, unit, part, member, file or release."""


class Released:
    """A file of the current release, read only."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Wrap an open connection."""
        self._connection = connection

    def rows(self, sql: str, *values: object) -> list[Row]:
        """Rows of a query by column name."""
        result = self._connection.execute(sql, list(values))
        names = [column[0] for column in result.description or []]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]

    def frame(self, sql: str, *values: object) -> pl.DataFrame:
        """Rows of a query as a table."""
        return self._connection.execute(sql, list(values)).pl()

    def line(self, indicator: str) -> Row:
        """One line of the task table.

        Raises:
            NothingToExplainError: no such line; the message lists those there are.
        """
        found = self.rows("select * from indicators where indicator_id = ?", indicator)
        if not found:
            known = self.rows("select indicator_id from indicators order by all")
            listed = " ".join(row["indicator_id"] for row in known)
            raise NothingToExplainError(f"没有指标 / no indicator {indicator!r}; 有 / there are: {listed}")
        return found[0]


@contextmanager
def released(root: Path, audience: Audience = Audience.restricted) -> Iterator[Released]:
    """Open the file of the current release that an audience gets.

    Raises:
        NothingToExplainError: nothing is published yet, by a version of fewer tables, or its key is missing.
    """
    path = root / "published" / f"{audience}.duckdb"
    if not path.exists():
        raise NothingToExplainError("尚无发布 / nothing is published yet: siku refresh")
    try:
        with opened(path, audience) as connection:
            yield Released(connection)
    except SettingError as error:
        raise NothingToExplainError(str(error)) from error
    except duckdb.CatalogException as error:
        raise NothingToExplainError(
            "当前发布由较早的版本作出,先刷新 / the release was made by an earlier version: siku refresh"
        ) from error
