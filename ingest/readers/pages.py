"""Open what an HTTP pull brought: one ZIP without compression, an index first, then the answers as they came.

`ingest.connectors` writes it; together the answers are one table, whose rows are numbered through all of
them. The index says how many rows each page holds, so a row's page can be found.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from ingest.readers.containers import PULL_INDEX, broken_message

INDEX = PULL_INDEX
FORMAT = "siku-pull/1"
MAX_INDEX_BYTES = 64 << 20


@dataclass(frozen=True)
class Page:
    """One answer; opens like a `Path`."""

    archive: zipfile.ZipFile
    name: str

    @property
    def size(self) -> int:
        """How many bytes it has."""
        return self.archive.getinfo(self.name).file_size

    def open(self, _: str = "rb") -> IO[bytes]:
        """Return the answer's bytes as a file."""
        return self.archive.open(self.name)


@dataclass(frozen=True)
class Pull:
    """The pages of one pull in their order, and how many rows the connector counted in them."""

    pages: list[Page]
    rows: int | None


def open_pull(path: Path) -> Pull:
    """Return the pages of a file that `sniff_container` calls a pull.

    Raises:
        FileProblem: FILE-CONTAINER, it is damaged, compressed or not in the form this version knows.
    """
    with damage_told():
        archive = zipfile.ZipFile(path)
        members = archive.infolist()
        if any(member.compress_type != zipfile.ZIP_STORED for member in members):
            raise broken_message("取数包被压缩过", "the pull's pages are compressed")
        if members[0].file_size > MAX_INDEX_BYTES:
            raise broken_message("取数包的索引过大", "the pull's index is too large")
        index = json.loads(archive.read(INDEX))
        if index["format"] != FORMAT:
            raise broken_message(f"取数包的版本是 {index['format']}", f"the pull has form {index['format']}")
        rows = index.get("rows")
    pages = [Page(archive, member.filename) for member in members if member.filename != INDEX]
    return Pull(pages, rows if isinstance(rows, int) else None)


@contextmanager
def damage_told() -> Iterator[None]:
    """Turn what a damaged archive raises into the problem of the file."""
    try:
        yield
    except (zipfile.BadZipFile, EOFError, OSError, KeyError, IndexError, TypeError, ValueError,
            NotImplementedError, RuntimeError) as error:  # fmt: skip
        # RuntimeError: encrypted member; NotImplementedError: unknown compression
        reason = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
        raise broken_message(
            f"取数包已损坏或不完整（{reason}）", f"the pull is damaged or cut off ({reason})"
        ) from error
