"""Parse JSON and XML piece by piece into the same few calls: opened, value, closed.

An item of a JSON array is to JSON what a repeated element is to XML: both come as one more node of the name.
Nothing is kept here, so memory does not grow with the file; entities, document types and the network
stay off (OWASP, XML External Entity Prevention).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Protocol

import ijson
from lxml import etree

from ingest.readers.containers import broken_message

ROOT = "$"  # the name of a JSON document's top value, as in RFC 9535
MAX_DEPTH = 64  # exchange messages have five levels; JSON itself sets no limit
# A \uD800–\uDFFF escape without its other half: the parser would make a question mark of it and say nothing.
SURROGATES = re.compile(
    rb"(?<!\\)(?:\\\\)*(?:\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    rb"|(?P<lone>\\u[dD][89a-fA-F][0-9a-fA-F]{2}))"
)
CARRIED = 48  # bytes of the block before that are looked at again, for what a block's end cuts in two
XSI = "{http://www.w3.org/2001/XMLSchema-instance}"


class Visitor(Protocol):
    """What is told of a document, in its order."""

    def opened(self, name: str, *, listed: bool) -> None:
        """An object or element with content begins; ``listed``: it is one of a JSON array's items."""

    def value(self, name: str, text: str | None, *, listed: bool) -> None:
        """A scalar, an element without content of its own but text, or an attribute (``@name``)."""

    def own_text(self, text: str) -> None:
        """Text of the opened element itself, which has attributes or children too."""

    def closed(self) -> None:
        """The object or element last opened ends."""

    def empty_list(self) -> None:
        """An array without any item."""


def parse_json(blocks: Iterable[bytes], visitor: Visitor) -> Iterable[None]:
    """Tell the visitor what the text holds; yields after each block. Several values are JSON lines.

    Numbers keep the digits they are written with: ``0.10`` stays, an 18-digit code is no float.

    Raises:
        FileProblem: FILE-CONTAINER, the text is no JSON (RFC 8259), breaks off, or is nested too deep.
    """
    events = ijson.sendable_list()
    parser = ijson.basic_parse_coro(events, multiple_values=True, use_float=False)
    walk = _JsonWalk(visitor)
    before = b""
    try:
        for block in blocks:
            _refuse_lone_surrogates(before, block)
            before = (before + block)[-CARRIED:]
            parser.send(block)
            walk.take(events)
            yield
        _refuse_lone_surrogates(before, b"")
        parser.send(b"")
    except StopIteration:
        walk.take(events)
    except (ijson.JSONError, UnicodeDecodeError, ValueError, SystemError) as error:
        # ValueError in a SystemError: an integer of more than 4300 digits
        reason = str(error).removeprefix("b'").splitlines()[0].partition("\\n")[0]
        raise broken_message(
            f"JSON 报文不合规范、已损坏或不完整（第 {walk.values} 个值之后：{reason}）",
            f"the JSON is not well-formed, damaged or cut off (after value {walk.values}: {reason})",
        ) from error


def _refuse_lone_surrogates(before: bytes, block: bytes) -> None:
    """Raise where half a character stands; what is near an end is judged with the block on its other side."""
    text = before + block
    if b"\\u" not in text:
        return
    first = CARRIED // 4 if len(before) == CARRIED else 0
    last = len(text) - CARRIED // 4 if block else len(text)
    for found in SURROGATES.finditer(text):
        if found["lone"] and first <= found.start() and found.end() <= last:
            shown = found["lone"].decode()
            raise broken_message(
                f"JSON 报文中有残缺的字符转义 {shown}", f"the JSON holds half a character ({shown})"
            )


class _JsonWalk:
    """Names the values of a JSON text and tells the visitor."""

    def __init__(self, visitor: Visitor) -> None:
        self._visitor = visitor
        self._name = ROOT
        self._stack: list[tuple[str, bool]] = []  # name, whether it is an array
        self._listed = False
        self._fresh = False  # an array was opened and nothing stood in it yet
        self.values = 0

    def take(self, events: list[tuple[str, Any]]) -> None:
        """Tell everything that was parsed, and forget it."""
        for event, value in events:
            if event == "map_key":
                self._name = value
            elif event in ("start_map", "start_array"):
                self._open(event == "start_array")
            elif event in ("end_map", "end_array"):
                self._close(event == "end_array")
            else:
                self._fresh = False
                self.values += 1
                self._visitor.value(self._name, _text(value), listed=self._listed)
        del events[:]

    def _open(self, is_array: bool) -> None:
        self._stack.append((self._name, is_array))
        if len(self._stack) > MAX_DEPTH:
            raise too_deep("JSON")
        if not is_array:
            self._visitor.opened(self._name, listed=self._listed)
        self._listed = self._fresh = is_array

    def _close(self, is_array: bool) -> None:
        if not is_array:
            self._visitor.closed()
        elif self._fresh:
            self._visitor.empty_list()
        self._fresh = False
        self._stack.pop()
        name, self._listed = self._stack[-1] if self._stack else (ROOT, False)
        if self._listed or not self._stack:
            self._name = name


def _text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return str(value).lower() if isinstance(value, bool) else str(value)


def parse_xml(blocks: Iterable[bytes], visitor: Visitor) -> Iterable[None]:
    """Tell the visitor what the document holds; yields after each block. No tree is built.

    Args:
        blocks: the text as UTF-8, whatever encoding the document declares.
        visitor: gets local names, without namespace; attributes as ``@name``; ``xsi:nil`` as no value.

    Raises:
        FileProblem: FILE-CONTAINER, not well-formed, cut off, nested too deep or with a document type.
    """
    parser = etree.XMLParser(
        target=_XmlWalk(visitor),
        encoding="utf-8",
        # not False, which hands an & in an attribute over as &#38;. There is none of the document's own to
        # resolve: whoever declares one has declared a document type before, and is refused there.
        resolve_entities="internal",
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    fed = False
    try:
        for block in blocks:
            parser.feed(block)
            fed = True
            yield
        if fed:
            parser.close()
    except etree.XMLSyntaxError as error:
        raise broken_message(
            f"XML 报文已损坏或不完整（第 {error.lineno} 行：{error.msg}）",
            f"the XML is damaged or cut off (line {error.lineno}: {error.msg})",
        ) from error


class _XmlWalk:
    """The parser's target: waits with an element until it is known whether it holds more than a text."""

    def __init__(self, visitor: Visitor) -> None:
        self._visitor = visitor
        self._texts: list[list[str]] = []
        self._waiting: tuple[str, bool] | None = None  # name of the innermost element, whether it is nil

    def doctype(self, *_: object) -> None:
        raise document_type()

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._tell_waiting()
        name = _local(tag)
        self._texts.append([])
        if len(self._texts) > MAX_DEPTH:
            raise too_deep("XML")
        self._waiting = name, attributes.get(f"{XSI}nil") in ("true", "1")
        shown = {key: text for key, text in attributes.items() if not key.startswith(XSI)}
        if shown:
            self._tell_waiting()
            for key, text in shown.items():
                self._visitor.value(f"@{_local(key)}", text, listed=False)

    def data(self, text: str) -> None:
        if self._texts:
            self._texts[-1].append(text)

    def end(self, _: str) -> None:
        text = "".join(self._texts.pop())
        if self._waiting:
            name, is_nil = self._waiting
            self._waiting = None
            self._visitor.value(name, None if is_nil and not text else text, listed=False)
        else:
            if text.strip():
                self._visitor.own_text(text)
            self._visitor.closed()

    def close(self) -> None:
        """The parser asks for a result; there is none."""

    def _tell_waiting(self) -> None:
        if self._waiting:
            self._visitor.opened(self._waiting[0], listed=False)
            self._waiting = None


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def document_type() -> Exception:
    """Return the problem of XML that declares a document type: entities could expand without end."""
    return broken_message("XML 中含有 DOCTYPE 声明，不予读取", "the XML holds a document type declaration")


def too_deep(form: str) -> Exception:
    """Return the problem of a document nested deeper than any message is."""
    return broken_message(
        f"{form} 嵌套超过 {MAX_DEPTH} 层", f"the {form} is nested deeper than {MAX_DEPTH} levels"
    )
