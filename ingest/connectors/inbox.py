"""The inbox of one feed as a fetch step sees it: files appear whole, and what was fetched is remembered."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from ingest.connectors.secrets import scrub
from ingest.disk import replace_whole, sync

if TYPE_CHECKING:
    from ingest.catalogue import Feed

PART = ".part"  # ends a hidden name, which no landing takes for a delivery
MEMORY = (
    ".connector"  # beside the feed's batches: what landing knows about a source, not what the source says
)


class FetchError(Exception):
    """A source did not give what it should; the message says so in both languages, and what is kept."""


@dataclass(frozen=True)
class Inbox:
    """Where a fetch step puts what it got.

    Attributes:
        root: the data root.
        feed: whose inbox it is.
        say: progress for a person; secrets are taken out on the way.
    """

    root: Path
    feed: Feed
    say: Callable[[str], None] = field(default=lambda _: None)

    @property
    def folder(self) -> Path:
        """``inbox/<feed>/``, made when it does not exist."""
        folder = self.root / "inbox" / self.feed.name
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def progress(self, text: str) -> None:
        """Say how far the fetch is."""
        self.say(scrub(text))

    def part(self, name: str) -> Path:
        """Where a file of that name is written until it is whole; it survives a broken fetch."""
        return self.folder / f".{plain_name(name)}{PART}"

    def commit(self, part: Path, name: str, received_at: datetime) -> Path:
        """Make a part that is whole a delivery: on the disk first, then renamed; nothing is overwritten.

        Args:
            part: the file written so far, in `folder`.
            name: what the source calls it; a counter is added where another delivery has that name.
            received_at: when the source says it was handed over; becomes the modification time.
        """
        stamp = received_at.timestamp()
        os.utime(part, (stamp, stamp))
        sync(part)
        target = free_path(self.folder / plain_name(name))
        part.rename(target)
        sync(self.folder)
        return target

    @contextmanager
    def receiving(self, name: str, received_at: datetime) -> Iterator[BinaryIO]:
        """A file to write a delivery into; it stands in the inbox once the block has ended well."""
        part = self.part(name)
        try:
            with part.open("wb") as file:
                yield file
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        self.commit(part, name, received_at)

    @property
    def memory(self) -> Path:
        """The folder of what the connector remembers between pulls, made when it does not exist."""
        folder = self.root / "landing" / self.feed.standard / self.feed.name / MEMORY
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def recall(self, name: str) -> dict[str, Any]:
        """What was remembered under the name; nothing yet: empty."""
        path = self.memory / f"{name}.json"
        if not path.exists():
            return {}
        remembered: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return remembered

    def remember(self, name: str, what: dict[str, Any]) -> None:
        """Replace what is remembered under the name; it is on the disk when this returns."""
        content = json.dumps(what, ensure_ascii=False, indent=1).encode()
        replace_whole(self.memory / f"{name}.json", content)


def plain_name(name: str) -> str:
    """A source's name for a file as a name in our folder: no path, not hidden, room for a part's name."""
    last = name.replace("\\", "/").rstrip("/").rsplit("/", maxsplit=1)[-1].replace("\0", "").lstrip(".~")
    while (
        len(os.fsencode(last)) > 200
    ):  # 255 bytes is the file system's limit; a Chinese character takes three
        stem, dot, suffix = last.rpartition(".")
        last = f"{stem[:-1]}{dot}{suffix}" if stem else last[:-1]
    return last or "unnamed"


def free_path(path: Path) -> Path:
    """The path, or one like it where something lies there already."""
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_name(f"{path.stem}~{number}{path.suffix}")
    return free
