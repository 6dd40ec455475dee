"""Look into an XLS before the reader proper does: do its sectors chain, how far do its cells reach.

The reader proper follows a chain that runs in a circle until memory ends, and allocates the rectangle of all
cells; in a damaged file both take the whole machine, and no exception tells. Sources: [MS-CFB] 2.2 to 2.6,
[MS-XLS] 2.1.4 and 2.4.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ingest.readers.containers import wrong_container
from ingest.readers.model import FileProblem

END_OF_CHAIN = 0xFFFFFFFE
SECTORS_IN_HEADER = 109
SECTOR_COUNTS = (40, 44, 64, 72)  # of the directory, the table, the small table, the table of tables
ENTRY_BYTES = 128
STREAM, ROOT = 2, 5
MINI_SECTOR, MINI_CUTOFF = 64, 4096
COLUMNS = 256
ROWS = 65_536
STRING_TABLE = 0x00FC
DIMENSIONS = 0x0200
BEGIN = 0x0809  # of a sheet or of the workbook's own part
# A rectangle of so many cells is read whatever it holds (40 bytes a cell); a larger one must be filled to a
# twentieth: the national table with all its optional columns empty still is.
SPAN, SPARSE = 2_000_000, 20
HEAD, LAST = struct.Struct("<HHHH"), struct.Struct("<H")  # of a record: kind, length, then row and column
# records that hold a cell, [MS-XLS] 2.3.2: Formula, MulRk, MulBlank, RString, LabelSst, Blank, Number, Label,
# BoolErr, RK; the last column of the two lists stands in their last two bytes
CELLS = frozenset({0x0006, 0x00BD, 0x00BE, 0x00D6, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E})
LISTS = frozenset({0x00BD, 0x00BE})
Sectors = npt.NDArray[np.uint32]


def check_ole(data: bytes) -> None:
    """Return if the bytes are an XLS that can be read in bounded time and memory.

    Raises:
        FileProblem: FILE-CONTAINER.
    """
    try:
        file = _CompoundFile(data)
        streams = {entry.name: entry for entry in file.entries() if entry.kind == STREAM}
        for entry in streams.values():
            if entry.name not in ("Workbook", "Book"):
                file.check(entry)
        book = streams.get("Workbook") or streams.get("Book")
        if book is not None:
            _check_records(file.read(book))
    except (struct.error, IndexError, ValueError, UnicodeDecodeError) as error:
        raise damaged(str(error)) from error


def damaged(reason: str) -> FileProblem:
    """Return the problem of an XLS that is not whole."""
    return wrong_container(
        f"XLS 工作簿已损坏或不完整（{reason}），请重新导出",
        f"the XLS workbook is damaged or cut off ({reason}); export it anew",
    )


@dataclass(frozen=True)
class Entry:
    """A stream of a compound file: its name, kind, first sector and size."""

    name: str
    kind: int
    start: int
    size: int


class _CompoundFile:
    """The sectors of a compound file and how they chain."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._bytes = 1 << struct.unpack_from("<H", data, 30)[0]
        if self._bytes not in (512, 4096):
            raise damaged(f"sectors of {self._bytes} bytes")
        self._count = -(-(len(data) - self._bytes) // self._bytes)
        if max(struct.unpack_from("<I", data, at)[0] for at in SECTOR_COUNTS) > self._count:
            raise damaged("more sectors are claimed than there are")
        self._mini = b""  # the stream that holds all small ones; the root entry says where
        self._table = self._allocation()
        mini_start = struct.unpack_from("<I", data, 60)[0]
        mini = b"".join(map(self._sector, self._chain(mini_start, self._table, self._count)))
        self._mini_table = np.frombuffer(mini[: len(mini) // 4 * 4], dtype="<u4")

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._bytes
        return self._data[start : start + self._bytes]

    def _allocation(self) -> Sectors:
        """Return for each sector the one that follows it."""
        tables = list(struct.unpack_from(f"<{SECTORS_IN_HEADER}I", self._data, 76))
        following, steps = struct.unpack_from("<I", self._data, 68)[0], 0
        while following < self._count and steps <= self._count:
            numbers = struct.unpack(f"<{self._bytes // 4}I", self._sector(following))
            tables += numbers[:-1]
            following, steps = numbers[-1], steps + 1
        if steps > self._count:
            raise damaged("a chain of sectors runs in a circle")
        known = [number for number in tables if number < self._count]
        whole = b"".join(self._sector(number) for number in known[: self._count])
        return np.frombuffer(whole[: len(whole) // 4 * 4], dtype="<u4")

    @staticmethod
    def _chain(start: int, table: Sectors, count: int) -> list[int]:
        chain: list[int] = []
        while start != END_OF_CHAIN:
            if start >= len(table):
                if start >= count and not chain:
                    return chain  # nothing was ever stored there
                raise damaged("a chain of sectors leads out of the file")
            chain.append(start)
            if len(chain) > count:
                raise damaged("a chain of sectors runs in a circle")
            start = int(table[start])
        return chain

    def entries(self) -> list[Entry]:
        """Return everything the directory names; the root's stream is checked."""
        start = struct.unpack_from("<I", self._data, 48)[0]
        directory = b"".join(map(self._sector, self._chain(start, self._table, self._count)))
        found = []
        for at in range(0, len(directory) - ENTRY_BYTES + 1, ENTRY_BYTES):
            length, kind = struct.unpack_from("<HB", directory, at + 64)
            first, size = struct.unpack_from("<II", directory, at + 116)
            name = directory[at : at + min(max(length - 2, 0), 64)].decode("utf-16-le", errors="replace")
            found.append(Entry(name, kind, first, size))
            if kind == ROOT:
                self._mini = self._read(first, size)
        return found

    def _read(self, start: int, size: int) -> bytes:
        return b"".join(map(self._sector, self._chain(start, self._table, self._count)))[:size]

    def check(self, entry: Entry) -> None:
        """Raise if the stream's sectors do not chain."""
        self.read(entry)

    def read(self, entry: Entry) -> bytes:
        """Return a stream."""
        if entry.size >= MINI_CUTOFF:
            return self._read(entry.start, entry.size)
        count = len(self._mini) // MINI_SECTOR + 1
        chain = self._chain(entry.start, self._mini_table, count)
        return b"".join(self._mini[n * MINI_SECTOR : (n + 1) * MINI_SECTOR] for n in chain)[: entry.size]


def _check_dimensions(record: bytes) -> None:
    """Raise where a sheet claims to be larger than a sheet can be: the reader proper reserves all of it."""
    form = "<IIHH" if len(record) >= 12 else "<HHHH"
    first_row, rows, first_column, columns = struct.unpack_from(form, record)
    if not (first_row <= rows <= ROWS and first_column <= columns <= COLUMNS):
        raise damaged(f"a sheet claims rows {first_row} to {rows}, columns {first_column} to {columns}")


def _check_records(stream: bytes) -> None:
    """Raise where cells lie too far, or sizes are claimed that cannot be."""
    at, end, head = 0, len(stream) - 8, HEAD.unpack_from
    rows = columns = count = 0
    while at <= end:
        kind, length, row, column = head(stream, at)
        if kind in CELLS:
            if kind in LISTS and at + 4 + length <= len(stream):
                last = LAST.unpack_from(stream, at + 2 + length)[0]
                count, column = count + max(last - column, 0), last
            rows, columns, count = max(rows, row + 1), max(columns, column + 1), count + 1
        elif kind == BEGIN:
            _check_extent(rows, columns, count)
            rows = columns = count = 0
        elif kind == DIMENSIONS:
            _check_dimensions(stream[at + 4 : at + 4 + length])
        elif kind == STRING_TABLE and struct.unpack_from("<I", stream, at + 8)[0] > len(stream):
            raise damaged("the table of texts claims more texts than the file holds")
        at += 4 + length
    _check_extent(rows, columns, count)


def _check_extent(rows: int, columns: int, count: int) -> None:
    """Raise where cells lie beyond the last column, or a few span a rectangle that takes all memory."""
    if columns > COLUMNS:
        raise damaged("a cell lies beyond column IV")
    if rows * columns > max(SPAN, SPARSE * count):
        raise FileProblem(
            "FILE-SIZE",
            f"有工作表的内容散布到第 {rows} 行、第 {columns} 列，而有内容的单元格只有 {count} 个。"
            "请删除表格以外的零散内容后重报",
            f"a sheet reaches to row {rows}, column {columns} with only {count} filled cells; "
            "delete stray cells outside the table and send it again",
            row=rows,
        )
