"""Publication: three read-only DuckDB files, one for each audience, switched all together (laws 5 and 9).

A release is built in a folder nobody else may enter; when every check has passed it becomes
``published/releases/<run>/``. ``published/current`` points to it, and the names that readers use
(``published/public.duckdb`` …) lead through ``current``. One rename of that pointer switches all three files
and the manifest at once. Whoever holds an old file open keeps reading it.
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
from orchestration.release.changes import DIFF, Changed, summary, write_changes
from orchestration.release.checks import Finding, Reader, inspect, refuse
from orchestration.release.files import MANIFEST, created, is_encrypted, last_manifest, opened, quoted
from orchestration.release.marts import Mart, MartColumn
from orchestration.release.pointer import point

BUILDING = ".building"
KEPT_RELEASES = 3
ALWAYS_KEPT = {MANIFEST, DIFF}  # of every release there ever was


@dataclass(frozen=True)
class Release:
    """What is being published."""

    as_of: date
    run_id: str
    code_version: str
    inputs: str


def publish(
    root: Path, marts: Iterable[Mart], release: Release, beside: Callable[[Path], object] = lambda _: None
) -> dict[str, Any]:
    """Write the files aside, compare and check them, switch to them. Returns the manifest.

    Args:
        root: the data root.
        marts: what may be published.
        release: what is being published.
        beside: writes what else belongs into the release's folder; every name there leads to a reader.

    Raises:
        ReleaseRefusedError: a file holds what its readers must not see; nothing is switched then.
        SettingError: the restricted file cannot be encrypted as the settings want it; nothing is switched.
        duckdb.Error: the warehouse cannot be read; nothing is switched.
    """
    published = root / "published"
    building, folder = published / BUILDING, published / "releases" / release.run_id
    shutil.rmtree(building, ignore_errors=True)  # what a killed run left
    building.mkdir(parents=True, mode=0o700)
    try:
        manifest = _build(_Writer(root, building, list(marts), release))
        beside(building)
        building.chmod(0o755)
        shutil.rmtree(folder, ignore_errors=True)
        folder.parent.mkdir(exist_ok=True)
        building.rename(folder)
    finally:
        shutil.rmtree(building, ignore_errors=True)  # what was refused holds what nobody may see
    switch(published, folder)
    return manifest


@dataclass(frozen=True)
class _Writer:
    """One release on its way into its folder."""

    root: Path
    folder: Path
    marts: list[Mart]
    release: Release

    def write(self, audience: Audience) -> tuple[Path, dict[str, int], dict[str, Changed] | None, int | None]:
        """Write one file; returns it, the rows of its tables, what changed, the threshold for persons."""
        path = self.folder / f"{audience}.duckdb"
        before = self.root / "published" / "current" / path.name
        with created(path, audience) as connection:
            warehouse = quoted(str(self.root / "warehouse.duckdb"))
            connection.execute(f"attach {warehouse} as warehouse (read_only)")
            connection.begin()  # one transaction: each of a thousand labels would be forced to disk alone
            tables = _write_marts(connection, self.marts, audience)
            threshold = _threshold(connection, self.marts, self.release.as_of)
            _write_release(connection, self.release, audience)
            connection.commit()
            connection.execute("detach warehouse")
            changed = write_changes(connection, before if before.exists() else None, self.marts, audience)
            connection.execute("checkpoint this")
        path.chmod(0o600 if audience is Audience.restricted else 0o644)
        return path, tables, changed, threshold


def _build(writer: _Writer) -> dict[str, Any]:
    """Write, compare and check all files, then what tells about them."""
    release = writer.release
    files: dict[str, dict[str, Any]] = {}
    changes: dict[str, dict[str, Changed] | None] = {}
    findings: list[Finding] = []
    for audience in Audience:
        path, tables, changes[f"{audience}.duckdb"], threshold = writer.write(audience)
        with opened(path, audience) as connection:
            proof = inspect(Reader(connection, path, audience, writer.marts), release.as_of, threshold)
        findings += proof.findings
        files[path.name] = {
            "sha256": _sha256(path),
            "bytes": path.stat().st_size,
            "encrypted": is_encrypted(path),
            "tables": tables,
            "checked": proof.told(),
        }
    refuse(findings)
    manifest = {
        "as_of": release.as_of.isoformat(),
        "run_id": release.run_id,
        "code_version": release.code_version,
        "inputs": release.inputs,
        "files": files,
    }
    _write_json(writer.folder / MANIFEST, manifest)
    _write_json(writer.folder / DIFF, summary(changes, last_manifest(writer.root)))
    return manifest


def _write_marts(
    connection: duckdb.DuckDBPyConnection, marts: list[Mart], audience: Audience
) -> dict[str, int]:
    tables = {}
    for mart in marts:
        columns = mart.columns_for(audience)
        if not columns:
            continue
        listed = ", ".join(f'"{column.name}"' for column in columns)
        where = f" where {mart.rows[audience]}" if audience in mart.rows else ""
        connection.execute(
            f"create table {mart.name} as select {listed} from warehouse.main.{mart.name}{where}"  # noqa: S608
        )
        _label(connection, mart, columns)
        row = connection.execute(f"select count(*) from {mart.name}").fetchone()  # noqa: S608
        tables[mart.name] = int(row[0]) if row else 0
    return tables


def _label(connection: duckdb.DuckDBPyConnection, mart: Mart, columns: list[MartColumn]) -> None:
    labels = [f"comment on table {mart.name} is {quoted(mart.label)}"]
    labels += [f'comment on column {mart.name}."{c.name}" is {quoted(c.label)}' for c in columns]
    connection.execute("; ".join(labels))


def _write_release(connection: duckdb.DuckDBPyConnection, release: Release, audience: Audience) -> None:
    connection.execute(
        "create table release as select ?::date as as_of_date, ?::varchar as run_id, "
        "?::varchar as code_version, ?::varchar as audience",
        [release.as_of, release.run_id, release.code_version, str(audience)],
    )
    connection.execute("comment on table release is '本次发布:数据日期、运行编号、代码版本、读者范围'")


def _threshold(connection: duckdb.DuckDBPyConnection, marts: list[Mart], as_of: date) -> int | None:
    """The least count of persons that may be shown, by the policy in force; none where nothing is counted."""
    if not any(column.counts_persons for mart in marts for column in mart.columns):
        return None
    row = connection.execute(
        "select threshold from warehouse.main.small_cells "
        "where valid_from <= ? and (valid_to is null or ? < valid_to)",
        [as_of, as_of],
    ).fetchone()
    return int(row[0]) if row else None


def _write_json(path: Path, value: dict[str, Any]) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1), encoding="utf-8")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def switch(published: Path, folder: Path) -> None:
    """Lead readers to a finished release by one rename, then drop the data of the oldest."""
    for name in sorted(path.name for path in folder.iterdir()):
        link = published / name
        if not link.is_symlink():
            link.unlink(missing_ok=True)
            link.symlink_to(Path("current") / name)
    point(published / "current", folder)
    _drop_old(published, folder)


def _drop_old(published: Path, current: Path) -> None:
    """Keep the data of the newest releases; of older ones what they were and what they changed."""
    full = [path.parent for path in (published / "releases").glob(f"*/{Audience.public}.duckdb")]
    releases = sorted(full, key=lambda path: path.stat().st_mtime)
    for old in [path for path in releases if path != current][: -(KEPT_RELEASES - 1)]:
        # the file by which a full release is known goes last: killed in between, the next run goes on
        for path in sorted(old.iterdir(), key=lambda path: path.stem == Audience.public):
            if path.is_dir():
                shutil.rmtree(path)
            elif path.name not in ALWAYS_KEPT:
                path.unlink()
