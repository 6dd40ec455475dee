"""Look for planted secrets in what a run leaves behind, in every spelling, compressed columns included."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from urllib.parse import quote

import duckdb
import polars as pl


def spellings(secret: str) -> set[str]:
    """The ways in which a program may print a text."""
    return {
        secret,
        quote(secret, safe=""),
        repr(secret)[1:-1],
        json.dumps(secret)[1:-1],
        base64.b64encode(secret.encode()).decode(),
        json.dumps(json.dumps(secret))[3:-3],  # a JSON text kept as a value of another one, as Dagster does
    }


def holds(path: Path, secret: str) -> bool:
    """Whether the secret stands in the file's bytes or in a column of it (Parquet and DuckDB compress)."""
    content = path.read_bytes()
    if any(spelling.encode() in content for spelling in spellings(secret)):
        return True
    if path.suffix == ".parquet":
        frame = pl.read_parquet(path).cast(pl.String)
        return any(bool(column.str.contains(secret, literal=True).any()) for column in frame)
    if path.suffix == ".duckdb":
        with duckdb.connect(str(path), read_only=True) as connection:
            tables = connection.execute("select table_name from duckdb_tables()").fetchall()
            # a row as one text, every column in it
            holding = 'select 1 from "{}" as t where contains(cast(t as varchar), ?) limit 1'
            return any(connection.execute(holding.format(table), [secret]).fetchone() for (table,) in tables)
    return False
