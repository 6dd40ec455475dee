"""The files of a release: where they lie, how they are opened, and the key of the restricted one.

DuckDB encrypts a file with AES-256-GCM; to write one it needs the OpenSSL of its own extension ``httpfs``,
which comes as a Python package and is loaded from there, never downloaded. Reading one needs no extension.
https://duckdb.org/docs/stable/sql/statements/attach#database-encryption
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from typing import Any

import duckdb

from ingest.catalogue import Audience
from ingest.settings import SettingError

OFFLINE: dict[str, Any] = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
MANIFEST = "manifest.json"
KEY_FILE = "SIKU_RESTRICTED_KEY_FILE"
SHORTEST_KEY = 32
EXTENSION = "duckdb_extension_httpfs"


def last_manifest(root: Path) -> dict[str, Any] | None:
    """The manifest of the current release, or none."""
    path = root / "published" / MANIFEST
    if not path.exists():
        return None
    manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return manifest


def key_of(audience: Audience) -> str | None:
    """The key an audience's file is written with; none: it is not encrypted.

    Raises:
        SettingError: the key's file cannot be read, or the key is too short.
    """
    place = os.environ.get(KEY_FILE)
    if audience is not Audience.restricted or not place:
        return None
    try:
        key = Path(place).read_text(encoding="ascii").strip()
    except (OSError, UnicodeError) as error:
        raise SettingError(f"{KEY_FILE}: 读不出密钥 / the key cannot be read: {place}: {error}") from error
    if len(key) < SHORTEST_KEY:
        raise SettingError(f"{KEY_FILE}: 密钥至少 {SHORTEST_KEY} 个字符 / the key needs that many characters")
    return key


def is_encrypted(path: Path) -> bool:
    """Whether a DuckDB file is encrypted: the lowest bit of the flags behind the version in its header."""
    with path.open("rb") as file:
        head = file.read(21)
    return head[8:12] == b"DUCK" and bool(head[20] & 1)


def attach(connection: duckdb.DuckDBPyConnection, path: Path, name: str, audience: Audience) -> None:
    """Attach a finished file read only, with its key if it is encrypted.

    Raises:
        SettingError: it is encrypted and no key is set, or another one.
    """
    options = ["read_only"]
    if is_encrypted(path):
        key = key_of(audience)
        if key is None:
            raise SettingError(
                f"{path.name} 已加密 / is encrypted: {KEY_FILE} 指明密钥文件 / names the file of its key"
            )
        options.append(f"encryption_key {quoted(key)}")
    try:
        connection.execute(f"attach {quoted(str(path))} as {name} ({', '.join(options)})")
    except duckdb.InvalidInputException as error:
        raise SettingError(f"{path.name}: {KEY_FILE} 不是它的密钥 / is not its key") from error


@contextmanager
def opened(path: Path, audience: Audience) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection whose tables are those of one finished file, read only.

    Raises:
        SettingError: it is encrypted and no key is set, or another one.
    """
    with duckdb.connect(config=OFFLINE) as connection:
        attach(connection, path, "this", audience)
        connection.execute("use this")
        yield connection


@contextmanager
def created(path: Path, audience: Audience) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to a new file, encrypted if a key is set for its audience; on leaving it is complete.

    Raises:
        SettingError: a key is set and the extension is not installed.
    """
    key = key_of(audience)
    with duckdb.connect(config=OFFLINE) as connection:
        if key is not None:
            connection.execute(f"load {quoted(str(_extension()))}")
        option = "" if key is None else f" (encryption_key {quoted(key)})"
        connection.execute(f"attach {quoted(str(path))} as this{option}")
        connection.execute("use this")
        yield connection
        connection.execute("use memory")
        connection.execute("detach this")


def _extension() -> Path:
    place = Path("extensions") / f"v{duckdb.__version__}" / "httpfs.duckdb_extension"
    try:
        path = Path(str(resources.files(EXTENSION))) / place
    except ModuleNotFoundError:
        path = place
    if not path.exists():
        raise SettingError(
            f"{KEY_FILE}: 加密需要 httpfs 扩展包,版本同 DuckDB / encryption needs the package of that "
            f"extension, of DuckDB's version: pip install duckdb-extension-httpfs=={duckdb.__version__}"
        )
    return path


def quoted(text: str) -> str:
    """A text as SQL has it."""
    return "'" + text.replace("'", "''") + "'"
