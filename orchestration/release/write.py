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
from pathlib import Path
from typing import Any

from ingest.catalogue import Audience
from orchestration.release.changes import DIFF, Changed, summary
from orchestration.release.checks import Finding, Reader, inspect, refuse
from orchestration.release.files import MANIFEST, is_encrypted, last_manifest, opened
from orchestration.release.marts import Mart
from orchestration.release.parquet import ParquetCopies, opened_parquet
from orchestration.release.pointer import point
from orchestration.release.tables import Release, Writer, Written

BUILDING = ".building"
KEPT_RELEASES = 3
ALWAYS_KEPT = {MANIFEST, DIFF}  # of every release there ever was


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
        manifest = _build(Writer(root, building, list(marts), release))
        beside(building)
        building.chmod(0o755)
        shutil.rmtree(folder, ignore_errors=True)
        folder.parent.mkdir(exist_ok=True)
        building.rename(folder)
    finally:
        shutil.rmtree(building, ignore_errors=True)  # what was refused holds what nobody may see
    switch(published, folder)
    return manifest


def _build(writer: Writer) -> dict[str, Any]:
    """Write, compare and check all files, then what tells about them."""
    release = writer.release
    files: dict[str, dict[str, Any]] = {}
    copies = ParquetCopies(writer.folder)
    parquet: dict[str, dict[str, Any] | None] = {}
    changes: dict[str, dict[str, Changed] | None] = {}
    findings: list[Finding] = []
    for audience in Audience:
        written = writer.write(audience)
        path = written.path
        changes[path.name] = written.changed
        with opened(path, audience) as connection:
            reader = Reader(connection, path, audience, writer.marts)
            proof = inspect(reader, release.as_of, written.threshold)
            findings += proof.findings
            # a key protects this file only: nothing of it may lie beside it in the clear
            sealed = is_encrypted(path)
            parquet[audience] = None if sealed else _parquet(copies, reader, written, release, findings)
        files[path.name] = {
            "sha256": _sha256(path),
            "bytes": path.stat().st_size,
            "encrypted": sealed,
            "tables": written.rows,
            "checked": proof.told(),
        }
    refuse(findings)
    manifest = {
        "as_of": release.as_of.isoformat(),
        "run_id": release.run_id,
        "code_version": release.code_version,
        "inputs": release.inputs,
        "files": files,
        "parquet": parquet,
    }
    _write_json(writer.folder / MANIFEST, manifest)
    _write_json(writer.folder / DIFF, summary(changes, last_manifest(writer.root)))
    return manifest


def _parquet(
    copies: ParquetCopies, reader: Reader, written: Written, release: Release, findings: list[Finding]
) -> dict[str, Any]:
    """Copy a finished file's tables as Parquet and look at them as well; what the manifest tells of them."""
    folder, linked = copies.write(reader.connection, reader.audience, written.queries)
    paths = sorted(folder.iterdir())
    with opened_parquet(paths) as connection:
        copied = Reader(connection, folder, reader.audience, reader.marts, paths, linked)
        proof = inspect(copied, release.as_of, written.threshold)
    findings += proof.findings
    return {"sha256": {path.name: _sha256(path) for path in paths}, "checked": proof.told()}


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
