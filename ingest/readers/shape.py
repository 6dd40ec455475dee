"""The shape of a message: which nodes there are, which of them are records, what their fields are called."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ingest.readers.blanks import is_blank
from ingest.readers.model import FileProblem
from ingest.readers.rows import Finding, RawRows, row_finding
from ingest.readers.titles import normal_title

MAX_NODES = 5000  # different places in one message; objects keyed by a code have as many as there are codes
EXAMPLES = 20  # values kept of each field
JOINT = ";"  # between the values of a field that occurs several times in a record


class Node:
    """One place in a message, whatever stands there however often.

    Attributes:
        opened: how many objects or elements with content were there.
        filled: how many values, empty ones included.
        met: how many of either.
        repeats: whether several stood under one parent, or in an array.
        listed: whether they stood in a JSON array.
        examples: the first values that are not blank.
    """

    __slots__ = (
        "children", "examples", "filled", "listed", "met", "name", "opened", "parent", "repeats", "seen_in",
    )  # fmt: skip

    def __init__(self, name: str, parent: Node | None) -> None:
        """Begin without any occurrence."""
        self.name, self.parent = name, parent
        self.children: dict[str, Node] = {}
        self.opened = self.filled = self.met = 0
        self.repeats = self.listed = False
        self.seen_in = -1
        self.examples: list[str] = []

    @property
    def example(self) -> str | None:
        """The first value that is not blank."""
        return self.examples[0] if self.examples else None

    @property
    def path(self) -> tuple[str, ...]:
        """Names from the document's top down to this node."""
        above = self.parent.path if self.parent else ()
        return (*above, self.name) if self.parent else ()

    def below(self, base: Node) -> str:
        """The path from ``base`` (not included) to this node, with ``/``; its own name for ``base``."""
        return "/".join(self.path[len(base.path) :]) or self.name

    def walk(self, *, into_lists: bool) -> Iterator[Node]:
        """Yield this node and what is below it, with or without the lists of objects there."""
        yield self
        for child in self.children.values():
            if into_lists or not (child.repeats and child.opened):
                yield from child.walk(into_lists=into_lists)

    def has_ancestor(self, other: Node) -> bool:
        """Whether ``other`` is this node or stands above it."""
        return self.path[: len(other.path)] == other.path


class Shape:
    """Learns the nodes of a message; the visitor of the first reading."""

    def __init__(self) -> None:
        """Begin above the first document."""
        self.top = Node("", None)
        self.top.opened = 1
        self.empty_lists = 0
        self._here = self.top
        self._nodes = 0

    def opened(self, name: str, *, listed: bool) -> None:
        """See `Visitor`."""
        node = self._child(name, listed)
        node.opened += 1
        self._here = node

    def value(self, name: str, text: str | None, *, listed: bool) -> None:
        """See `Visitor`."""
        self._fill(self._child(name, listed), text)

    def own_text(self, text: str) -> None:
        """See `Visitor`."""
        self._fill(self._here, text)

    def closed(self) -> None:
        """See `Visitor`."""
        self._here = self._here.parent or self.top

    def empty_list(self) -> None:
        """See `Visitor`."""
        self.empty_lists += 1

    @staticmethod
    def _fill(node: Node, text: str | None) -> None:
        node.filled += 1
        if len(node.examples) < EXAMPLES and text and not is_blank(text):
            node.examples.append(text[:100])

    def _child(self, name: str, listed: bool) -> Node:
        here = self._here
        node = here.children.get(name)
        if node is None:
            node = here.children[name] = Node(name, here)
            self._nodes += 1
            if self._nodes > MAX_NODES:
                raise FileProblem(
                    "FILE-SIZE",
                    f"报文中有超过 {MAX_NODES} 种不同的字段，不是由记录组成的报文",
                    f"more than {MAX_NODES} different fields; the message is not made of records",
                )
        if listed:
            node.repeats = node.listed = True
        elif node.seen_in == here.opened:
            node.repeats = True
        node.seen_in = here.opened
        node.met += 1
        return node


def record_nodes(top: Node, titles: dict[str, str]) -> list[Node]:
    """Return the nodes that are records, those with most known titles first; none lies within another.

    A list below a record is part of the record; a record's titles are those outside such lists. Of nodes
    with equally many the deepest is the record.
    """
    ranked = []
    for order, node in enumerate(top.walk(into_lists=True)):
        if node.opened and node is not top:
            leaves = [leaf for leaf in node.walk(into_lists=False) if leaf.filled]
            columns = {titles.get(normal_title(match_text(leaf, node, titles))) for leaf in leaves} - {None}
            if columns:
                ranked.append((-len(columns), -len(node.path), order, node))
    chosen: list[Node] = []
    for *_, node in sorted(ranked, key=lambda rank: rank[:3]):
        if not any(node.has_ancestor(other) or other.has_ancestor(node) for other in chosen):
            chosen.append(node)
    return chosen


def match_text(leaf: Node, record: Node, titles: dict[str, str]) -> str:
    """Return the text by which a field is matched: its path where that is known, else its name if known."""
    whole = leaf.below(record)
    return leaf.name if normal_title(whole) not in titles and normal_title(leaf.name) in titles else whole


@dataclass(frozen=True)
class Field:
    """A field of a record: its node, and whether several values are a list and not a contradiction."""

    node: Node
    is_list: bool


def fields_of(record: Node, *, repeats_are_lists: bool) -> list[Field]:
    """Return every place below a record that holds values, in the order in which they first occur."""

    def in_list(node: Node) -> bool:
        while node is not record and node.parent:
            if node.listed:
                return True
            node = node.parent
        return False

    return [
        Field(node, repeats_are_lists or in_list(node))
        for node in record.walk(into_lists=True)
        if node.filled and (node is not record or node.example is not None)
    ]


class Records:
    """Collects the records at one node; the visitor of the second reading."""

    def __init__(self, top: Node, record: Node, fields: list[Field]) -> None:
        """Begin above the first document, with record 1."""
        self._here, self._record = top, record
        self._fields = fields
        self._at = {field.node: position for position, field in enumerate(fields)}
        self._cells: list[str | None] | None = None
        self._ended = 0
        self._rows: list[list[str | None]] = []
        self._findings: list[Finding] = []

    def __len__(self) -> int:
        """How many records wait."""
        return len(self._rows)

    def take(self) -> RawRows:
        """Return the records that wait, and forget them."""
        numbers = range(self._ended - len(self._rows) + 1, self._ended + 1)
        waiting = [finding for finding in self._findings if finding[0] > self._ended]
        ready = [finding for finding in self._findings if finding[0] <= self._ended]
        rows = RawRows.listed(self._rows, numbers, len(self._fields), ready)
        self._rows, self._findings = [], waiting
        return rows

    def opened(self, name: str, *, listed: bool) -> None:  # noqa: ARG002 - the shape knows what is listed
        """See `Visitor`."""
        self._here = self._here.children[name]
        if self._here is self._record:
            self._begin()

    def value(self, name: str, text: str | None, *, listed: bool) -> None:  # noqa: ARG002
        """See `Visitor`; a record without content is one too."""
        node = self._here.children[name]
        if node is self._record:
            self._begin()
            self._put(node, text)
            self._end()
        elif self._cells is not None:
            self._put(node, text)

    def own_text(self, text: str) -> None:
        """See `Visitor`."""
        if self._cells is not None:
            self._put(self._here, text)

    def closed(self) -> None:
        """See `Visitor`."""
        if self._here is self._record:
            self._end()
        self._here = self._here.parent or self._here

    def empty_list(self) -> None:
        """See `Visitor`; it holds no value."""

    def _begin(self) -> None:
        self._cells = [None] * len(self._fields)

    def _end(self) -> None:
        self._ended += 1
        self._rows.append(self._cells or [])
        self._cells = None

    def _put(self, node: Node, text: str | None) -> None:
        if self._cells is None or text is None or is_blank(text):
            return
        at = self._at[node]
        before = self._cells[at]
        if before is None:
            self._cells[at] = text
        elif self._fields[at].is_list:
            self._cells[at] = f"{before}{JOINT}{text}"
        elif text != before:
            self._cells[at] = f"{before}{JOINT}{text}"
            self._findings.append(
                row_finding(
                    self._ended + 1,
                    "ROW-FIELD-TWICE",
                    f"{node.below(self._record)}: {before[:80]} | {text[:80]}",
                )
            )
