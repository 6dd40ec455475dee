"""Read CSV and TXT of any size in bounded memory: blocks of bytes in, frames with true row numbers out."""

from __future__ import annotations

import mmap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.readers.blanks import is_blank, text_or_none
from ingest.readers.complaints import header_only
from ingest.readers.containers import empty_file
from ingest.readers.encodings import UTF8_MARK, detect_encoding, utf8_blocks
from ingest.readers.header import Head, extra_titles, find_head, mapping_of, order_of
from ingest.readers.model import Chunk, Layout, Reading, Table
from ingest.readers.records import MAX_RECORD_BYTES, Record, parse_regular, read_record, safe_cut
from ingest.readers.rows import RawRows, Shaper, row_finding
from ingest.readers.titles import Row, known_titles, normal_title

BLOCK_BYTES = 32 << 20
EXACT_BYTES = 64 << 10  # a stretch that is not regular is narrowed down to this before Python reads it
SAMPLE_BYTES = 1 << 20
SAMPLE_ROWS = 200
DELIMITERS = (",", "\t", ";", "|", "¦")


@dataclass(frozen=True)
class Dialect:
    """How the bytes of one text file are to be understood."""

    encoding: str
    delimiter: bytes
    lone_cr: bool

    def window(self, path: Path, start: int, block_bytes: int) -> _Window | _Mapped:
        """Return the text from byte ``start`` on, without the mark."""
        if self.lone_cr or not self.encoding.startswith("utf-8"):
            return _Window(self.blocks(path, block_bytes), start)
        return _Mapped(path, start + (len(UTF8_MARK) if self.encoding == "utf-8-sig" else 0))

    def blocks(self, path: Path, block_bytes: int) -> Iterator[bytes]:
        """Yield the text as UTF-8 with lines that end in line feed (or CR and line feed)."""
        for block in utf8_blocks(path, self.encoding, block_bytes):
            yield block.replace(b"\r", b"\n") if self.lone_cr else block


@dataclass(frozen=True)
class _Sampled:
    """The first records with the byte where each ends in the UTF-8 text."""

    rows: list[Row]
    ends: list[int]


def read_delimited(path: Path, layout: Layout, block_bytes: int = BLOCK_BYTES) -> Reading:
    """Understand a text file: encoding, delimiter, header; its rows are read when asked for.

    Args:
        path: a file that `sniff_container` calls text.
        layout: what to look for.
        block_bytes: size of the pieces; tests make it tiny.

    Raises:
        FileProblem: FILE-EMPTY, FILE-ENCODING, or one of `find_head`.
    """
    encoding = layout.encoding or detect_encoding(path, max(block_bytes, 1 << 16))
    data, whole = _beginning(path, encoding)
    lone_cr = b"\n" not in data and b"\r" in data
    if lone_cr:
        data = data.replace(b"\r", b"\n")
    if whole and is_blank(data.decode()):
        raise empty_file()
    delimiter = layout.delimiter or _best_delimiter(data, whole, layout)
    dialect = Dialect(encoding, delimiter.encode(), lone_cr)
    sampled = _sample(data, whole, dialect.delimiter)
    head = find_head(sampled.rows, layout)
    findings = list(head.findings)
    start, number = _body_start(head, sampled)

    def chunks() -> Iterator[Chunk]:
        window = dialect.window(path, start, block_bytes)
        raw = read_rows(window, dialect.delimiter, head, number=number, block_bytes=block_bytes)
        return Shaper(layout, head).chunks(raw)

    if whole and not any(row.number >= number for row in sampled.rows):
        findings.append(header_only(head))
    table = Table(None, head.row, mapping_of(head), extra_titles(head), head.skipped, chunks, order_of(head))
    return Reading("csv", encoding, delimiter, [table], findings)


def _beginning(path: Path, encoding: str) -> tuple[bytes, bool]:
    """Return the first `SAMPLE_BYTES` or more of the text, and whether that is all of it."""
    data = b""
    for block in utf8_blocks(path, encoding, SAMPLE_BYTES):
        if len(data) >= SAMPLE_BYTES:
            return data, False
        data += block
    return data, True


def _sample(data: bytes, whole: bool, delimiter: bytes) -> _Sampled:
    rows: list[Row] = []
    ends: list[int] = []
    at = number = 0
    while at < len(data) and len(rows) < SAMPLE_ROWS:
        record = read_record(data, at, delimiter)
        if record.end >= len(data) and not whole:
            break  # it may go on in the next block
        at, number = record.end, number + 1
        cells = [text_or_none(field.decode(errors="strict")) for field in record.fields]
        if any(cells):
            rows.append(Row(number, cells))
            ends.append(at)
    return _Sampled(rows, ends)


def _best_delimiter(data: bytes, whole: bool, layout: Layout) -> str:
    """Return the delimiter under which the first rows hold most known titles, then are most regular."""
    titles = known_titles(layout)

    def merit(delimiter: str) -> tuple[int, float]:
        rows = _sample(data, whole, delimiter.encode()).rows
        known = (
            sum(bool(cell) and normal_title(cell) in titles for cell in row.cells if cell)
            for row in rows[:50]
        )
        lengths = [len(row.cells) for row in rows]
        usual = max(set(lengths), key=lengths.count, default=1)
        return max(known, default=0), lengths.count(usual) / len(lengths) if usual > 1 else 0.0

    return max(DELIMITERS, key=merit)


def _body_start(head: Head, sampled: _Sampled) -> tuple[int, int]:
    """Return the byte and the row number at which the records below the header begin."""
    for row, end in zip(sampled.rows, sampled.ends, strict=True):
        if row.number == head.row:
            return end, head.row + 1
    return 0, 1


class _Mapped:
    """A UTF-8 file as the kernel has it: nothing is copied before parsing, and what was read is let go."""

    def __init__(self, path: Path, at: int) -> None:
        with path.open("rb") as file:
            self.data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self.at = at
        self._freed = 0

    def fill(self, _: int) -> int:
        """Everything is at hand; let go of whole pages that were read, so that memory stays bounded."""
        pages = self.at // mmap.PAGESIZE * mmap.PAGESIZE
        if pages - self._freed >= BLOCK_BYTES:
            self.data.madvise(mmap.MADV_DONTNEED, self._freed, pages - self._freed)
            self._freed = pages
        return len(self.data) - self.at

    def cut(self, size: int) -> int:
        """Return where the last whole record of the next ``size`` bytes ends."""
        stop = self.at + size
        return len(self.data) if stop >= len(self.data) else safe_cut(self.data, self.at, stop)


class _Window:
    """The bytes at hand: filled from the blocks as far as asked for, dropped as far as read."""

    def __init__(self, blocks: Iterable[bytes], skip: int) -> None:
        self._blocks = iter(blocks)
        self._skip = skip
        self.data = b""
        self.at = 0
        self.ended = False

    def fill(self, size: int) -> int:
        """Have ``size`` bytes ready unless the text ends before; return how many there are."""
        if len(self.data) - self.at < size and not self.ended:
            parts = [self.data[self.at :]]
            have = len(parts[0])
            while have < size and not self.ended:
                block = next(self._blocks, None)
                if block is None:
                    self.ended = True
                    break
                passed = min(self._skip, len(block))
                self._skip -= passed
                parts.append(block[passed:] if passed else block)
                have += len(parts[-1])
            self.data, self.at = b"".join(parts), 0
        return len(self.data) - self.at

    def cut(self, size: int) -> int:
        """Return where the last whole record of the next ``size`` bytes ends."""
        stop = min(self.at + size, len(self.data))
        if self.ended and stop == len(self.data):
            return stop
        return safe_cut(self.data, self.at, stop)


def read_rows(
    window: _Window | _Mapped, delimiter: bytes, head: Head, *, number: int, block_bytes: int
) -> Iterator[RawRows]:
    """Yield the records of the window, the first of which is row ``number``.

    Tries large regular stretches; where one is not regular, smaller ones, then `EXACT_BYTES` the exact way.
    """
    exact = min(EXACT_BYTES, block_bytes)
    size = block_bytes
    gathered: list[RawRows] = []
    weight = 0
    while window.fill(size):
        end = window.cut(size)
        frame = (
            parse_regular(window.data[window.at : end], delimiter, head.width) if end > window.at else None
        )
        if frame is not None:
            rows = RawRows.consecutive(frame, number)
            number, weight, window.at = number + frame.height, weight + end - window.at, end
            size = min(size * 4, block_bytes)
        elif size > exact:
            size = max(size // 8, exact)
            continue
        else:
            begin = window.at
            rows, number = _read_exactly(window, exact, delimiter, head, number)
            weight, size = weight + window.at - begin, min(exact * 4, block_bytes)
        gathered.append(rows)
        if weight >= block_bytes // 2:
            yield RawRows.joined(gathered)
            gathered, weight = [], 0
    if gathered:
        yield RawRows.joined(gathered)


def _read_exactly(
    window: _Window | _Mapped, size: int, delimiter: bytes, head: Head, number: int
) -> tuple[RawRows, int]:
    """Read the records that begin in the next ``size`` bytes one by one."""
    window.fill(size + MAX_RECORD_BYTES)
    named = 1 + max([*head.positions.values(), *head.extras.values()])
    stop = min(window.at + size, len(window.data))
    numbers: list[int] = []
    records: list[list[str]] = []
    findings: list[tuple[int, str, str]] = []
    while window.at < stop:
        record = read_record(window.data, window.at, delimiter)
        window.at = record.end
        fields = [field.decode() for field in record.fields]
        if not all(map(is_blank, fields)):
            findings += _judge(number, record, fields, named, head.width)
            numbers.append(number)
            records.append(fields[: head.width] + [""] * (head.width - len(fields)))
        number += 1
    return RawRows.listed(records, numbers, head.width, findings), number


def _judge(
    number: int, record: Record, fields: Sequence[str], named: int, width: int
) -> Iterator[tuple[int, str, str]]:
    if record.loose_quote:
        yield row_finding(
            number, "ROW-QUOTE", "引号不成对，按原样读取 / quotes do not pair, taken as they stand"
        )
    if len(fields) < named:
        yield row_finding(
            number,
            "ROW-SHORT",
            f"应有 {named} 个字段，只有 {len(fields)} 个 / {len(fields)} of {named} fields",
        )
    surplus = [field for field in fields[width:] if not is_blank(field)]
    if surplus:
        shown = " | ".join(surplus)[:200]
        yield row_finding(
            number,
            "ROW-LONG",
            f"应有 {named} 个字段，有 {len(fields)} 个 / {len(fields)} fields for {named}: {shown}",
        )
