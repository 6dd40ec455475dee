"""Read exchange messages: JSON, JSON lines, XML, and the pages of an HTTP pull.

The records are the items of the array, or the repeated elements, that hold most known titles; a feed may
declare the path instead. Fields below a record, nested ones and attributes too, are columns by the usual
matching of titles; what matches is shown with its path. The file is read twice, first to see its shape: a
field may occur for the first time in the last record.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path

from ingest.readers.bodies import Body, bodies_of
from ingest.readers.complaints import (
    header_only,
    list_passed_over,
    no_records_at,
    no_titles,
    outside_records,
    wrong_count,
)
from ingest.readers.containers import Container
from ingest.readers.header import Head, extra_titles, find_head, mapping_of
from ingest.readers.model import Chunk, FileFinding, FileProblem, Layout, Reading, Table
from ingest.readers.rows import RawRows, Shaper
from ingest.readers.shape import Field, Node, Records, Shape, fields_of, match_text, record_nodes
from ingest.readers.titles import Row, known_titles
from ingest.readers.trees import ROOT

CHUNK_ROWS = 20_000
# A list that lacks more than half of the required columns is of another kind (attachments, code lists).
LIKE_ENOUGH = 0.5
# what an envelope may carry and no message may show
SECRET = re.compile(r"token|passw|pwd|secret|sign|auth|key|令牌|密码|口令|密钥|签名", re.I)


@dataclass(frozen=True)
class Message:
    """The documents of a file and the shape they have together."""

    bodies: list[Body]
    shape: Shape

    @property
    def form(self) -> str:
        """``json`` or ``xml``."""
        return self.bodies[0].form

    def place(self, node: Node) -> str:
        """Return the path of a node as its form writes it: ``$.data.rows`` or ``/ROWDATA/ROW``."""
        return ".".join(node.path) if self.form == "json" else "/" + "/".join(node.path)


def read_message(path: Path, layout: Layout, container: Container) -> Reading:
    """Understand a message: where its records are and what their fields mean.

    Row 1 is the first record; a table's ``sheet`` is the path of its records.

    Args:
        path: the file.
        layout: what to look for; with `Layout.records` only there.
        container: what `sniff_container` said.

    Raises:
        FileProblem: FILE-CONTAINER, FILE-ENCODING, FILE-SIZE, FILE-SHEETS (no records where declared),
            FILE-COUNT (a pull holds other records than its connector counted), or one of `find_head`.
    """
    bodies, counted = bodies_of(path, container)
    shape = Shape()
    for body in bodies:
        for _ in body.parse(shape):
            pass
    if not bodies or _is_nothing(shape, counted):
        return Reading(container, _encoding(bodies), None, [_no_rows()], [header_only()])
    message = Message(bodies, shape)
    nodes = _record_nodes(message, layout)
    tables, findings = _tables(message, nodes, layout)
    if counted is not None and counted != (found := sum(node.met for node in nodes)):
        raise wrong_count(counted, found)
    kept = [node for node in nodes if message.place(node) in {table.sheet for table in tables}]
    if outside := _outside(message, kept):
        findings.append(outside_records(outside))
    return Reading(container, _encoding(bodies), None, tables, findings)


def _is_nothing(shape: Shape, counted: int | None) -> bool:
    """Whether the message says that there are no records: an empty list and no other, or no value at all."""
    if counted == 0:
        return True
    nodes = list(shape.top.walk(into_lists=True))[1:]
    if shape.empty_lists:
        return not any(node.repeats and node.opened for node in nodes)
    return not any(node.example for node in nodes)


def _no_rows() -> Table:
    return Table(None, 0, {}, (), [], lambda: iter(()))


def _encoding(bodies: list[Body]) -> str | None:
    return ",".join(sorted({body.encoding for body in bodies})) or None


def _record_nodes(message: Message, layout: Layout) -> list[Node]:
    """Return where the records are: at the declared path, which may leave out its beginning, or as found."""
    top = message.shape.top
    if layout.records is None:
        nodes = record_nodes(top, known_titles(layout))
        if not nodes:
            fields = [node.name for node in top.walk(into_lists=True) if node.filled]
            raise no_titles(list(dict.fromkeys(fields)), layout)
        return nodes
    declared = tuple(part for part in re.split(r"[./]", layout.records) if part not in ("", ROOT))
    opened = [node for node in top.walk(into_lists=True) if node.opened and node is not top]
    if not declared:
        found = [node for node in opened if node.parent is top]
    else:
        found = [node for node in opened if node.path[-len(declared) :] == declared]
    if len(found) != 1:
        raise no_records_at(layout.records, [message.place(node) for node in found or opened])
    return found


def _tables(message: Message, nodes: list[Node], layout: Layout) -> tuple[list[Table], list[FileFinding]]:
    tables: list[Table] = []
    findings: list[FileFinding] = []
    problems: list[FileProblem] = []
    for node in nodes:
        try:
            table, found = _table(message, node, layout)
        except FileProblem as problem:
            if problem.likeness >= LIKE_ENOUGH:
                raise
            problems.append(problem)
            continue
        tables.append(table)
        findings += found
    if not tables:
        raise max(problems, key=lambda problem: problem.likeness)
    return tables, findings + [list_passed_over(problem) for problem in problems]


def _table(message: Message, node: Node, layout: Layout) -> tuple[Table, list[FileFinding]]:
    fields = fields_of(node, repeats_are_lists=message.form == "xml")
    place = message.place(node)
    head = _head(node, fields, layout, place)

    def raw() -> Iterator[RawRows]:
        records = Records(message.shape.top, node, fields)
        for body in message.bodies:
            for _ in body.parse(records):
                if len(records) >= CHUNK_ROWS:
                    yield records.take()
        yield records.take()

    def chunks() -> Iterator[Chunk]:
        return Shaper(layout, head).chunks(raw())

    table = Table(place, 0, mapping_of(head), extra_titles(head), [], chunks)
    return table, [replace(finding, row=None) for finding in head.findings]


def _head(node: Node, fields: list[Field], layout: Layout, place: str) -> Head:
    """Match the fields as a header is matched; what is shown of each is its path in the record."""
    titles = known_titles(layout)
    cells: list[str | None] = [match_text(field.node, node, titles) for field in fields]
    examples = zip_longest(*(field.node.examples for field in fields))
    sample = [Row(number, list(values)) for number, values in enumerate(examples, 1)]
    try:
        head = find_head([Row(0, cells)], replace(layout, declared_order=None), place, sample)
    except FileProblem as problem:
        problem.row = None
        raise
    paths: list[str | None] = [field.node.below(node) for field in fields]
    return replace(head, cells=paths, skipped=[])


def _outside(message: Message, records: list[Node]) -> list[str]:
    """Return the values that stand outside all records, for a person to look at: totals, codes, texts."""
    return [
        f"{message.place(node)} = {'***' if SECRET.search(node.name) else node.example}"
        for node in message.shape.top.walk(into_lists=True)
        if node.example is not None and not any(node.has_ancestor(record) for record in records)
    ]
