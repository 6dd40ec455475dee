"""Publication: three read-only DuckDB files, one for each audience, switched all together (laws 5 and 9).

A release is a folder ``published/releases/<run>/``; ``published/current`` points to it, and the names that
readers use (``published/public.duckdb`` …) lead through ``current``. One rename of that pointer switches all
three files and the manifest at once. Whoever holds an old file open keeps reading it.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from ingest.catalogue import Audience
from orchestration.release.files import MANIFEST, OFFLINE
from orchestration.release.marts import Mart
from orchestration.release.pointer import point

KEPT_RELEASES = 3


@dataclass(frozen=True)
class Release:
    """What is being published."""

    as_of: date
    run_id: str
    code_version: str
    inputs: str


class ReleaseRefusedError(Exception):
    """A release was not published; the last good one stays."""


def publish(
    root: Path, marts: Iterable[Mart], release: Release, beside: Callable[[Path], object] = lambda _: None
) -> dict[str, Any]:
    """Write the three files aside, check them, switch to them. Returns the manifest.

    Args:
        root: the data root.
        marts: what may be published.
        release: what is being published.
        beside: writes what else belongs into the release's folder; every name there leads to a reader.

    Raises:
        ReleaseRefusedError: a file holds a column that is not named for its audience.
        duckdb.Error: the warehouse cannot be read; nothing is switched then.
    """
    published = root / "published"
    folder = published / "releases" / release.run_id
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    files = {}
    marts = list(marts)
    for audience in Audience:
        path = folder / f"{audience}.duckdb"
        tables = _write_file(path, root / "warehouse.duckdb", marts, audience, release)
        _refuse_unnamed(path, marts, audience)
        path.chmod(0o600 if audience is Audience.restricted else 0o644)
        files[path.name] = {"sha256": _sha256(path), "bytes": path.stat().st_size, "tables": tables}
    manifest = {
        "as_of": release.as_of.isoformat(),
        "run_id": release.run_id,
        "code_version": release.code_version,
        "inputs": release.inputs,
        "files": files,
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=1)
    (folder / MANIFEST).write_text(text, encoding="utf-8")
    beside(folder)
    _switch(published, folder)
    _drop_old(published, folder)
    return manifest


def _write_file(
    path: Path, warehouse: Path, marts: list[Mart], audience: Audience, release: Release
) -> dict[str, int]:
    tables = {}
    with duckdb.connect(str(path), config=OFFLINE) as connection:
        connection.execute(f"attach '{warehouse}' as warehouse (read_only)")
        for mart in marts:
            columns = mart.columns_for(audience)
            if not columns:
                continue
            listed = ", ".join(f'"{column.name}"' for column in columns)
            where = f" where {mart.rows[audience]}" if audience in mart.rows else ""
            connection.execute(
                f"create table {mart.name} as select {listed} from warehouse.main.{mart.name}{where}"  # noqa: S608
            )
            connection.execute(f"comment on table {mart.name} is {_quoted(mart.label)}")
            for column in columns:
                connection.execute(
                    f'comment on column {mart.name}."{column.name}" is {_quoted(column.label)}'
                )
            row = connection.execute(f"select count(*) from {mart.name}").fetchone()  # noqa: S608
            tables[mart.name] = int(row[0]) if row else 0
        connection.execute(
            "create table release as select ?::date as as_of_date, ?::varchar as run_id, "
            "?::varchar as code_version, ?::varchar as audience",
            [release.as_of, release.run_id, release.code_version, str(audience)],
        )
        connection.execute("comment on table release is '本次发布:数据日期、运行编号、代码版本、读者范围'")
        connection.execute("detach warehouse")
        connection.execute("checkpoint")
    return tables


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _refuse_unnamed(path: Path, marts: list[Mart], audience: Audience) -> None:
    """Look into the finished file, not at what was meant to be written."""
    allowed = {(mart.name, column.name) for mart in marts for column in mart.columns_for(audience)}
    allowed |= {("release", name) for name in ("as_of_date", "run_id", "code_version", "audience")}
    with duckdb.connect(str(path), read_only=True, config=OFFLINE) as connection:
        listed = "select table_name, column_name from duckdb_columns() where not internal"
        found = set(connection.execute(listed).fetchall())
    if unnamed := sorted(found - allowed):
        raise ReleaseRefusedError(
            f"发布文件 {path.name} 含未列名的列 / holds columns not named for {audience}: {unnamed}"
        )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _switch(published: Path, folder: Path) -> None:
    for name in sorted(path.name for path in folder.iterdir()):
        link = published / name
        if not link.is_symlink():
            link.unlink(missing_ok=True)
            link.symlink_to(Path("current") / name)
    point(published / "current", folder)


def _drop_old(published: Path, current: Path) -> None:
    releases = sorted((published / "releases").iterdir(), key=lambda path: path.stat().st_mtime)
    for old in [path for path in releases if path != current][: -(KEPT_RELEASES - 1)]:
        shutil.rmtree(old)
