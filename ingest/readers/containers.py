"""Say what a file is by its first bytes; its name is never asked.

``.xls`` files that are OOXML, ``.xlsx`` files that are XML and HTML tables called ``.xls`` are all common.
"""

from __future__ import annotations

import re
from typing import Literal

from ingest.readers.model import FileProblem

HEAD_BYTES = 65536
PULL_INDEX = "siku-pull.json"  # the first member of the ZIP that holds the pages of an HTTP pull
Container = Literal["text", "zip", "ole", "spreadsheetml", "parquet", "xml", "json", "pull"]

BINARIES: dict[bytes, Container] = {b"\xd0\xcf\x11\xe0": "ole", b"PAR1": "parquet"}
OTHERS = {
    b"%PDF": "PDF",
    b"\x1f\x8b": "gzip",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7z",
    b"SQLite format 3": "SQLite",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"{\\rtf": "RTF",
}
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
HTML = re.compile(
    rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|table|meta|style|div)\b", re.I | re.S
)
DECLARATION = re.compile(rb"^<\?xml[^>]*>\s*")
XML = re.compile(rb"<[A-Za-z_:?!\x80-\xff]")
# an object, or an array of objects or arrays; a CSV may well begin with a note in square brackets
JSON = re.compile(rb"\{\s*(?:\"|\}|$)|\[\s*(?:[\[{\]]|null\b|$)")
SPREADSHEETML = b"urn:schemas-microsoft-com:office:spreadsheet"
# what no text of any encoding holds: C0 controls but tab, line feed, vertical tab, form feed, CR, SUB, ESC
BINARY = bytes(sorted(set(range(32)) - {9, 10, 11, 12, 13, 26, 27}))


def sniff_container(head: bytes) -> Container:
    """Return what the first `HEAD_BYTES` bytes of a file say it is.

    Raises:
        FileProblem: FILE-EMPTY (no byte) or FILE-CONTAINER (something that holds no table of ours).
    """
    if not head:
        raise empty_file()
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "pull" if is_pull(head) else "zip"
    for magic, container in BINARIES.items():
        if head.startswith(magic):
            return container
    for magic, name in OTHERS.items():
        if head.startswith(magic):
            raise wrong_container(f"文件是 {name}", f"the file is {name}")
    return _which_text(head)


def _which_text(head: bytes) -> Container:
    """Return which text it is; raise where it is a web page or no text at all."""
    start = _ascii_start(head)
    if JSON.match(start):
        return "json"
    if not XML.match(start):
        _refuse_binary(head)
        return "text"
    if HTML.match(DECLARATION.sub(b"", start)):
        raise wrong_container(
            "文件是网页(HTML)表格，只是改了扩展名", "the file is an HTML page that was given another name"
        )
    return "spreadsheetml" if SPREADSHEETML in start else "xml"


def _ascii_start(head: bytes) -> bytes:
    """Return the start with byte-order mark and the zero bytes of UTF-16 removed, for looking at tags."""
    if head.startswith(UTF16_MARKS):
        return head[2:8192].replace(b"\0", b"").lstrip()
    return head[:8192].removeprefix(b"\xef\xbb\xbf").lstrip()


def _refuse_binary(head: bytes) -> None:
    if head.startswith(UTF16_MARKS):
        return
    nuls = head.count(0)
    controls = len(head) - len(head.translate(None, BINARY))
    # a text with NUL bytes here and there is a text; UTF-16 without a mark has them in every second place,
    # and evenly spread bytes are controls to a tenth
    if nuls > len(head) * 0.1 or controls - nuls > len(head) * 0.03:
        raise wrong_container(
            f"文件不是文本：前 {len(head)} 字节中有 {controls} 个控制字节",
            f"the file is no text: {controls} control bytes among the first {len(head)}",
        )


def empty_file() -> FileProblem:
    """Return the problem of a file without any content."""
    return FileProblem("FILE-EMPTY", "文件是空的，没有任何内容", "the file is empty")


def wrong_container(zh: str, en: str) -> FileProblem:
    """Return the problem of a file that is none of ours that can be opened."""
    return FileProblem(
        "FILE-CONTAINER",
        f"{zh}。请另存为 CSV(UTF-8)、XLSX 或 XLS 后重报",
        f"{en}; save it as CSV (UTF-8), XLSX or XLS and send it again",
    )


def broken_message(zh: str, en: str) -> FileProblem:
    """Return the problem of a JSON or XML message that cannot be read as one; programs write these."""
    return FileProblem(
        "FILE-CONTAINER",
        f"{zh}。请由发送系统重新生成报文后重报",
        f"{en}; let the sending system write the message anew and send it again",
    )


def is_panic(error: BaseException) -> bool:
    """Return whether a library in Rust gave up: damaged files make some of them do so.

    A panic derives from BaseException, and each library has a class of its own that cannot be imported.
    """
    return type(error).__name__ == "PanicException"


def is_pull(head: bytes) -> bool:
    """Return whether the beginning of a ZIP is that of a pull: its first member is the index."""
    length = int.from_bytes(head[26:28], "little")  # APPNOTE.TXT 4.3.7
    return head[30 : 30 + length] == PULL_INDEX.encode()
