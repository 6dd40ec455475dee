"""The pages of a pull under way, kept on the disk one by one; whole, they become one delivery.

A pull that is interrupted, by the line, the server or the machine, goes on after the last page that is kept.
What is kept is believed by its hash, so nobody waits for the disk at each page: a page that a power cut tore
is asked for again. The delivery is on the disk before it appears.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from ingest.connectors.http_answer import Answer
from ingest.connectors.http_client import Response
from ingest.connectors.inbox import Inbox
from ingest.readers.pages import FORMAT, INDEX

PAGES = "pages"  # folder of the kept pages in the connector's memory
LIST = "pages.jsonl"


@dataclass(frozen=True)
class Page:
    """A kept page: where its bytes lie and what the index of the delivery says of it."""

    path: Path
    about: dict[str, Any]


class KeptPages:
    """The pages kept so far of one pull, named by what was asked for."""

    def __init__(self, inbox: Inbox, asked: dict[str, Any]) -> None:
        """Take up what an interrupted pull of the very same question kept; forget any other.

        Args:
            inbox: whose pull it is.
            asked: everything the question depends on, without secrets.
        """
        self._inbox = inbox
        self._folder = inbox.memory / PAGES
        self._list = self._folder / LIST
        self._asked = hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()
        self.pages: list[Page] = list(self._kept())
        if not self.pages:
            self.clear()

    def _kept(self) -> Iterator[Page]:
        """What the list names, up to the first line or page that is not whole."""
        if not self._list.exists():
            return
        first, *lines = self._list.read_text(encoding="utf-8").split("\n")
        if first != self._asked:
            return
        for line in lines:
            try:
                about = json.loads(line)
            except ValueError:
                return
            path = self._folder / str(about["name"])
            if not path.exists() or hashlib.sha256(path.read_bytes()).hexdigest() != about["sha256"]:
                return
            yield Page(path, about)

    def clear(self) -> None:
        """Begin with no page."""
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir(parents=True)
        self._append(self._asked)
        self.pages = []

    def add(self, response: Response, answer: Answer) -> None:
        """Keep one page."""
        name = f"{len(self.pages) + 1:06}"
        path = self._folder / name
        path.write_bytes(response.body)
        about = {
            "name": name,
            "url": response.url,
            "status": response.status,
            "headers": response.headers,
            "received_at": response.received_at.isoformat(),
            "rows": answer.rows,
            "sha256": hashlib.sha256(response.body).hexdigest(),
        }
        self._append("\n" + json.dumps(about, ensure_ascii=False))
        self.pages.append(Page(path, about))

    def _append(self, text: str) -> None:
        with self._list.open("a", encoding="utf-8") as file:
            file.write(text)

    def deliver(self, total: int | None) -> None:
        """Put the pages into the inbox as one file; they stay kept until `clear`.

        The file is a ZIP without compression, so that the bytes stand in it as they came: an index first,
        then one member for each page.
        """
        abouts = [page.about for page in self.pages]
        received_at = datetime.fromisoformat(abouts[-1]["received_at"])
        index = {
            "format": FORMAT,
            "feed": self._inbox.feed.name,
            "total": total,
            "rows": sum(about["rows"] for about in abouts),
            "pages": abouts,
        }
        name = f"{received_at:%Y%m%dT%H%M%SZ}.zip"
        with self._inbox.receiving(name, received_at) as file, ZipFile(file, "w", ZIP_STORED) as archive:
            archive.writestr(ZipInfo(INDEX), json.dumps(index, ensure_ascii=False, indent=1))
            for page in self.pages:
                archive.writestr(ZipInfo(f"{PAGES}/{page.about['name']}"), page.path.read_bytes())
