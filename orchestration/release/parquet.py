"""The tables of a release as Parquet too, for readers that do not speak DuckDB.

``parquet/<audience>/<table>.parquet`` is copied from the finished file of that audience and looked at with
the same rules. A table that a wider audience sees in the very same way is the same file under a second name
(a hard link): it costs its space and its inspection once.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from ingest.catalogue import Audience
from orchestration.release.files import OFFLINE, quoted

FOLDER = "parquet"


@dataclass
class ParquetCopies:
    """The Parquet files of one release.

    ``made`` leads from what a table is selected by to the file that holds it.
    """

    folder: Path
    made: dict[str, Path] = field(default_factory=dict)

    def write(
        self, connection: duckdb.DuckDBPyConnection, audience: Audience, selected: dict[str, str]
    ) -> tuple[Path, set[str]]:
        """Copy every table of the open file; returns the folder, and the tables that are second names.

        Args:
            connection: the audience's finished file.
            audience: who reads it.
            selected: table → the query it was made by.
        """
        folder = self.folder / FOLDER / audience
        folder.mkdir(parents=True)
        folder.parent.chmod(0o755)
        folder.chmod(0o700 if audience is Audience.restricted else 0o755)
        linked = set()
        tables = connection.execute(
            "select table_name from duckdb_tables() where database_name = current_database() order by all"
        ).fetchall()
        for (table,) in tables:
            path = folder / f"{table}.parquet"
            made = self.made.setdefault(selected.get(table, str(path)), path)
            if made is path:
                copied = f'copy "{table}" to {quoted(str(path))} (format parquet, compression zstd)'
                connection.execute(copied)
                path.chmod(0o600 if audience is Audience.restricted else 0o644)
            else:
                os.link(made, path)
                linked.add(table)
        return folder, linked


def opened_parquet(paths: list[Path]) -> duckdb.DuckDBPyConnection:
    """A connection whose views are Parquet files, each named as its file is."""
    connection = duckdb.connect(config=OFFLINE)
    for path in paths:
        read = f"select * from read_parquet({quoted(str(path))})"  # noqa: S608
        connection.execute(f'create view "{path.stem}" as {read}')
    return connection
