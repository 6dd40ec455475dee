"""Decide the encoding of a text file and give its bytes as UTF-8, block by block, strictly.

UTF-8 (with or without mark) first; a file that is not UTF-8 is GB18030, which holds every character GBK and
GB 2312 hold and the rare ones of names too. Nothing is ever ignored or replaced.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import BinaryIO, cast

import numpy as np
import pyarrow as pa

from ingest.readers.model import FileProblem
from ingest.readers.pages import Page

Source = Path | Page  # whose bytes are read: a file, or one of the pages in a file
UTF8_MARK = b"\xef\xbb\xbf"
# So many complete non-ASCII characters before the first wrong byte mean that the file began as UTF-8: that
# GB18030 text passes for so many UTF-8 characters by chance has odds below one in a million.
BEGAN_AS_UTF8 = 8


def detect_encoding(source: Source, block_bytes: int) -> str:
    """Return ``utf-8``, ``utf-8-sig``, ``utf-16`` or ``gb18030``; the last is checked while it is read.

    Reads the whole file once: a guess from the beginning would break two million rows later.

    Raises:
        FileProblem: FILE-ENCODING, where the file begins as UTF-8 and then holds other bytes.
    """
    return examine(source, block_bytes)[0]


def examine(source: Source, block_bytes: int) -> tuple[str, bool]:
    """Return the encoding as `detect_encoding` does, and whether enough characters say so to be sure."""
    with source.open("rb") as file:
        head = file.read(4)
        if head.startswith((b"\xff\xfe", b"\xfe\xff")):
            return "utf-16", True
    seen = 0  # non-ASCII characters so far, counted only until they are enough
    # no more than the file holds: filling a block with zeros takes longer than reading a small file
    with source.open("rb") as file:
        for offset, block in _whole_characters(cast("BinaryIO", file), min(block_bytes, _size(source) + 4)):
            if not is_utf8(block):
                _refuse_mixed(source, offset, bytes(block), seen)
                return "gb18030", True
            if seen < BEGAN_AS_UTF8:
                seen += _count_characters(block)
    return "utf-8-sig" if head.startswith(UTF8_MARK) else "utf-8", seen >= BEGAN_AS_UTF8


def _size(source: Source) -> int:
    return source.size if isinstance(source, Page) else source.stat().st_size


def _whole_characters(file: BinaryIO, size: int) -> Iterator[tuple[int, memoryview]]:
    """Yield offset and bytes of blocks that do not cut a UTF-8 character in two.

    The same memory is filled again each time: nothing is copied, and nothing may keep a block.
    """
    memory = memoryview(bytearray(size))
    offset = kept = 0
    while count := file.readinto(memory[kept:]):  # type: ignore[attr-defined]
        cut = _utf8_cut(memory[: kept + count])
        yield offset, memory[:cut]
        rest = bytes(memory[cut : kept + count])
        memory[: len(rest)] = rest
        kept, offset = len(rest), offset + cut
    if kept:
        yield offset, memory[:kept]


def _utf8_cut(block: memoryview) -> int:
    """Return where the last, perhaps unfinished character of the block begins, or the block's length."""
    for back in range(1, min(4, len(block)) + 1):
        byte = block[-back]
        if byte >= 0xC0:
            return len(block) - back
        if byte < 0x80:
            break
    return len(block)


def is_utf8(block: bytes | memoryview) -> bool:
    """Return whether the bytes are strict UTF-8 (Unicode 15, D92: no surrogates, no overlong forms)."""
    offsets = pa.py_buffer(np.array([0, len(block)], dtype=np.int64))
    try:
        pa.LargeStringArray.from_buffers(1, offsets, pa.py_buffer(block)).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _count_characters(block: bytes | memoryview) -> int:
    """Return how many non-ASCII characters begin in the block."""
    return int(np.count_nonzero(np.frombuffer(block, dtype=np.uint8) >= 0xC0))


def _refuse_mixed(source: Source, offset: int, block: bytes, seen: int) -> None:
    """Raise if what stands before the first wrong byte is clearly UTF-8; return where it may be GB18030."""
    try:
        block.decode("utf-8")
    except UnicodeDecodeError as error:
        if seen + _count_characters(block[: error.start]) < BEGAN_AS_UTF8:
            return
        raise encoding_problem(source, offset + error.start, "UTF-8") from error


def encoding_problem(source: Source, offset: int, encoding: str) -> FileProblem:
    """Return the problem of bytes that do not fit the encoding the file began with."""
    line = _line_of(source, offset)
    with source.open("rb") as file:
        file.seek(offset)
        wrong = file.read(4).hex(" ")
    return FileProblem(
        "FILE-ENCODING",
        f"编码不一致：文件以 {encoding} 开头，但第 {line} 行(字节偏移 {offset})的字节 {wrong} 不是这种编码。"
        "请把整个文件另存为 UTF-8 后重报",
        f"mixed or broken encoding: the file begins as {encoding}, but the bytes {wrong} in line {line} "
        f"(byte offset {offset}) are not; save the whole file as UTF-8 and send it again",
        row=line,
    )


def _line_of(source: Source, offset: int) -> int:
    lines, left = 1, offset
    with source.open("rb") as file:
        while left and (block := file.read(min(left, 1 << 22))):
            lines += block.count(b"\n")
            left -= len(block)
    return lines


def utf8_blocks(source: Source, encoding: str, block_bytes: int) -> Iterator[bytes]:
    """Yield the file's text as UTF-8 bytes without mark; blocks may end within a character or a record.

    The next block is read and transcoded in a thread while the caller parses this one.

    Raises:
        FileProblem: FILE-ENCODING at the first byte that does not fit.
    """
    blocks = (
        _plain(source, encoding, block_bytes)
        if encoding.startswith("utf-8")
        else _transcoded(source, encoding, block_bytes)
    )
    with ThreadPoolExecutor(max_workers=1) as pool:
        ahead = pool.submit(next, blocks, None)
        while (block := ahead.result()) is not None:
            ahead = pool.submit(next, blocks, None)
            yield block


def _plain(source: Source, encoding: str, block_bytes: int) -> Iterator[bytes]:
    with source.open("rb") as file:
        if encoding == "utf-8-sig":
            file.seek(len(UTF8_MARK))
        while block := file.read(block_bytes):
            yield block


def _transcoded(source: Source, encoding: str, block_bytes: int) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    offset = 0
    with source.open("rb") as file:
        while True:
            block = file.read(block_bytes)
            pending = len(decoder.getstate()[0])
            try:
                text = decoder.decode(block, final=not block)
            except UnicodeDecodeError as error:
                raise encoding_problem(source, offset - pending + error.start, encoding.upper()) from error
            if encoding == "gb18030" and (at := find_utf8_run(block)) is not None:
                raise encoding_problem(source, offset + at, "GB18030")
            offset += len(block)
            if text:
                yield text.encode("utf-8")
            if not block:
                return


def find_utf8_run(block: bytes) -> int | None:
    """Return where five successive Chinese characters in UTF-8 stand inside bytes taken for GB18030.

    A line in UTF-8 inside a GB18030 file often decodes without an error, to nonsense. Five characters are
    fifteen bytes in the pattern E4–E9, 80–BF, 80–BF; ordinary GB18030 text has a byte of 80–A0 only in rare
    characters, and never so regularly. The first such run may begin in a neighbour block: that one tells.
    """
    data = np.frombuffer(block, dtype=np.uint8)
    if len(data) < 15:
        return None
    starts = np.flatnonzero((data[: len(data) - 14] - np.uint8(0xE4)) <= 5)
    low = np.zeros(len(starts), dtype=bool)
    for step in range(15):
        value = data[starts + step]
        fits = (value - np.uint8(0xE4)) <= 5 if step % 3 == 0 else (value & 0xC0) == 0x80
        starts, low = starts[fits], low[fits]
        if not len(starts):
            return None
        if step % 3:
            low |= data[starts + step] < 0xA0
    starts = starts[low]
    return int(starts[0]) if len(starts) else None
