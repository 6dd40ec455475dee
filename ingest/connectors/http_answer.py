"""What one answer of an HTTP interface says: its rows, the declared total, what to ask next.

Only what paging needs is looked at. What a row means is read later, by the readers, from the kept bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from lxml import etree

from ingest.connectors.declared import Cursor, Http
from ingest.connectors.inbox import FetchError


@dataclass(frozen=True)
class Answer:
    """One page as paging sees it.

    Attributes:
        rows: how many rows it holds.
        total: how many rows the source declares in all; None where it declares none.
        next: the cursor of the next page; None: there is none.
        digest: of its rows; two pages with one digest hold the same rows.
        keys: digest of each row's key, in order; empty where no key is declared.
        changed: the newest time of change in it, by the source's clock.
    """

    rows: int
    total: int | None
    next: str | None
    digest: str
    keys: tuple[bytes, ...]
    changed: datetime | None


class RefusedError(FetchError):
    """The interface answered, and the answer is no; asking the same again will not help."""


class Node(Protocol):
    """A parsed answer or one row of it, whatever it is written in."""

    def rows(self, place: str) -> Sequence[Node] | None:
        """The rows at a place; None when there is no such list."""

    def text(self, place: str) -> str | None:
        """The value at a place; None when there is none."""

    def content(self) -> bytes:
        """All it says, the same bytes for the same content."""


def read_answer(body: bytes, source: Http) -> Answer:
    """What the answer says.

    Raises:
        RefusedError: it is no success by the declared field.
        FetchError: it is no JSON or XML, or has no rows, total or time of change where declared.
    """
    message = _parse(body)
    if source.success is not None:
        found = message.text(source.success.field)
        if found not in source.success.values:
            raise RefusedError(
                f"接口报告不成功 / the interface reports a failure: {source.success.field} = {found!r}"
                f"(应为 / expected {source.success.values})"
            )
    total = _total(message, source)
    rows = message.rows(source.rows)
    if rows is None:
        if total != 0:
            raise FetchError(f"答复中 {source.rows} 处没有数据行 / the answer has no rows at {source.rows}")
        rows = []
    whole = hashlib.blake2b(digest_size=16)
    for row in rows:
        whole.update(row.content())
    paging = source.paging
    return Answer(
        rows=len(rows),
        total=total,
        next=(message.text(paging.next) or None) if isinstance(paging, Cursor) else None,
        digest=whole.hexdigest(),
        keys=tuple(_key(row, source) for row in rows) if source.key else (),
        changed=_changed(rows, source),
    )


def _parse(body: bytes) -> Node:
    start = body.removeprefix(b"\xef\xbb\xbf").lstrip()
    try:
        return _Xml.parse(start) if start.startswith(b"<") else _Json.parse(body)
    except (ValueError, RecursionError, etree.XMLSyntaxError) as error:
        raise FetchError(
            f"答复既不是 JSON 也不是 XML / the answer is neither JSON nor XML: {type(error).__name__}"
        ) from None


def _total(message: Node, source: Http) -> int | None:
    if source.total is None:
        return None
    text = message.text(source.total)
    if text is None or not text.strip().isdecimal():
        raise FetchError(f"答复没有声明总数 / the answer declares no total: {source.total} = {text!r}")
    return int(text)


def _key(row: Node, source: Http) -> bytes:
    parts = [row.text(name) for name in source.key]
    return hashlib.blake2b(json.dumps(parts).encode(), digest_size=16).digest()


def _changed(rows: Sequence[Node], source: Http) -> datetime | None:
    if source.since is None:
        return None
    moments = []
    for row in rows:
        text = row.text(source.since.column)
        try:
            moments.append(datetime.strptime(text or "", source.since.format))  # noqa: DTZ007 - the source's clock
        except ValueError:
            raise FetchError(
                f"数据行的 {source.since.column} 不是 {source.since.format} / is not of the declared format, "
                "so nobody knows where to go on from"
            ) from None
    return max(moments, default=None)


class _Json:
    """JSON."""

    def __init__(self, tree: object) -> None:
        self._tree = tree

    @classmethod
    def parse(cls, body: bytes) -> _Json:
        """UTF-8, or what Chinese Windows writes."""
        try:
            return cls(json.loads(body))
        except UnicodeDecodeError:
            return cls(json.loads(body.decode("gb18030")))

    def _at(self, place: str) -> object:
        tree = self._tree
        for part in place.split("."):
            tree = tree.get(part) if isinstance(tree, dict) else None
        return tree

    def rows(self, place: str) -> Sequence[Node] | None:
        found = self._at(place)
        return [_Json(row) for row in found] if isinstance(found, list) else None

    def text(self, place: str) -> str | None:
        found = self._at(place)
        return None if found is None else str(found)

    def content(self) -> bytes:
        return json.dumps(self._tree, sort_keys=True).encode()


class _Xml:
    """XML; tags are compared without their namespace, ``@name`` is an attribute."""

    def __init__(self, element: etree._Element) -> None:
        self._element = element

    @classmethod
    def parse(cls, body: bytes) -> _Xml:
        """No entity is expanded, nothing is loaded from anywhere, libxml2's limits of depth and size hold."""
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        return cls(etree.fromstring(body, parser))

    def _at(self, tags: list[str]) -> list[etree._Element]:
        path = "/".join(f"{{*}}{tag}" for tag in tags)
        return self._element.findall(path) if path else [self._element]

    def rows(self, place: str) -> Sequence[Node] | None:
        tags = place.split(".")
        return [_Xml(row) for row in self._at(tags)] if self._at(tags[:-1]) else None

    def text(self, place: str) -> str | None:
        *tags, last = place.split(".")
        attribute = last.startswith("@")
        for element in self._at(tags if attribute else [*tags, last]):
            found: str | None = element.get(last[1:]) if attribute else element.text
            return found
        return None

    def content(self) -> bytes:
        return bytes(etree.tostring(self._element, method="c14n", with_tail=False))
