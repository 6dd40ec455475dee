"""Look into an XLSX before the reader proper does: is it whole, is it a workbook, how far do its cells reach.

The reader proper allocates the rectangle from the first to the last cell. Template sheets claim to reach
column XFD or row 1,048,576, and one stray cell there would take half a terabyte; so the extent is measured
first, by streaming, on cells that hold something.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from ingest.readers.containers import wrong_container
from ingest.readers.model import FileProblem

# A full sheet (1,048,576 rows) of the widest standard (41 columns) has 43 million cells and 3 GB of XML.
MAX_CELLS = 50_000_000
MAX_UNPACKED_BYTES = 4 << 30
MAX_TEXT_TABLE_BYTES = 1 << 30  # xl/sharedStrings.xml is held in memory as a whole
MAX_ROW_BYTES = 64 << 20  # 16,384 cells with 4 KB of text each
STEP = 4 << 20
ROW = re.compile(rb"<(?:\w+:)?row\b")
REFERENCE = re.compile(rb'r="([A-Z]{1,3})(\d{1,7})"')


@dataclass(frozen=True)
class Extent:
    """Last row and last column (1-based) with content, and how many rows have some."""

    rows: int
    columns: int
    filled_rows: int
    cell: str
    blank_rows: int = 0

    @property
    def cells(self) -> int:
        """Size of the rectangle."""
        return self.rows * self.columns


def check_workbook(data: bytes) -> int:
    """Return how many rows hold nothing, if the bytes are an XLSX readable in bounded time and memory.

    Raises:
        FileProblem: FILE-CONTAINER (damaged, or some other ZIP) or FILE-SIZE (too large unpacked).
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = {entry.filename: entry for entry in archive.infolist()}
            if "xl/workbook.xml" not in entries:
                raise _not_a_workbook(set(entries))
            _refuse_bomb(entries)
            blank = 0
            for name in sorted(entries):
                with archive.open(name) as part:
                    blocks = iter(partial(part.read, STEP), b"")
                    if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name):
                        extent = measure(blocks)
                        _refuse_far_cells(name, extent)
                        blank += extent.blank_rows
                    else:
                        _unpack(blocks)
            return blank
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError,
            RuntimeError) as error:  # fmt: skip
        # RuntimeError: encrypted entry; NotImplementedError: unknown compression; ValueError, OSError: seeks
        # to places that a damaged directory names
        raise wrong_container(
            f"XLSX 文件已损坏或不完整（{error}），请重新导出",
            f"the XLSX file is damaged or cut off ({error}); export it anew",
        ) from error


def _not_a_workbook(names: set[str]) -> FileProblem:
    if "xl/workbook.bin" in names:
        return wrong_container("文件是 XLSB 二进制工作簿", "the file is a binary workbook (XLSB)")
    if "word/document.xml" in names:
        return wrong_container("文件是 Word 文档", "the file is a Word document")
    if "content.xml" in names:
        return wrong_container("文件是 ODF 文档", "the file is an ODF document")
    return wrong_container("文件是 ZIP 压缩包，不是工作簿", "the file is a ZIP archive, not a workbook")


def _refuse_bomb(entries: dict[str, zipfile.ZipInfo]) -> None:
    total = sum(entry.file_size for entry in entries.values())
    texts = sum(entry.file_size for name, entry in entries.items() if name.endswith("sharedStrings.xml"))
    if total > MAX_UNPACKED_BYTES or texts > MAX_TEXT_TABLE_BYTES:
        raise FileProblem(
            "FILE-SIZE",
            f"工作簿解压后有 {total >> 20} MB，超过上限 {MAX_UNPACKED_BYTES >> 20} MB。请改用 CSV 报送",
            f"the workbook unpacks to {total >> 20} MB, limit {MAX_UNPACKED_BYTES >> 20} MB; send it as CSV",
        )


def _unpack(blocks: Iterator[bytes]) -> None:
    """Unpack a part and drop it: a size that is not the declared one shows as a wrong checksum here.

    The reader proper believes no declared size: a bomb that declares a few bytes would unpack in memory.
    """
    for _ in blocks:
        pass


def _refuse_far_cells(part: str, extent: Extent) -> None:
    if extent.cells > MAX_CELLS:
        sheet = part.rpartition("/")[2].removesuffix(".xml")
        raise FileProblem(
            "FILE-SIZE",
            f"工作表 {sheet} 最远的内容在 {extent.cell}，而有内容的行只有 {extent.filled_rows} 行。"
            "请删除表格以外的零散内容后重报",
            f"sheet {sheet} reaches to {extent.cell} with only {extent.filled_rows} filled rows; "
            "delete stray cells outside the table and send it again",
            row=extent.rows,
        )


def measure(blocks: Iterator[bytes]) -> Extent:
    """Return how far the cells with content of a worksheet reach; cells that only have a format do not count.

    Works row by row on the text of the XML: a row's last value, and the last cell reference before it.
    """
    rows = filled = 0
    seen = -1  # the first piece stands before the first row
    column = ""
    for row in _rows(blocks):
        seen += 1
        value = max(row.rfind(b"v>"), row.rfind(b"is>"))
        if value < 0:
            continue
        filled += 1
        reference = REFERENCE.match(row, max(0, row.rfind(b' r="', 0, value) + 1))
        if reference is None:  # writers that leave references out cannot leave gaps either
            rows += 1
            continue
        letters = reference[1].decode()
        rows = max(rows, int(reference[2]))
        column = max(column, letters, key=lambda text: (len(text), text))
    return Extent(rows, column_number(column), filled, f"{column}{rows}", max(seen - filled, 0))


def _rows(blocks: Iterator[bytes]) -> Iterator[bytes]:
    rest = b""
    for block in blocks:
        pieces = ROW.split(rest + block)
        yield from pieces[:-1]
        rest = pieces[-1]
        if len(rest) > MAX_ROW_BYTES:
            raise FileProblem(
                "FILE-SIZE",
                "工作表有一行超过 64 MB",
                f"a row of the sheet has more than {MAX_ROW_BYTES >> 20} MB",
            )
    yield rest


def column_number(letters: str) -> int:
    """Return 1 for ``A``, 27 for ``AA``, 16384 for ``XFD``, 0 for nothing."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
