"""An XLSX of any number of penalties: written as Excel stores it, read by ours and by the bare reader.

Usage: ``python -m benchmarks.workbook write ROWS FILE``, ``… siku FILE``, ``… bare FILE``.
"""

from __future__ import annotations

import csv
import sys
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO
from xml.sax.saxutils import escape

from benchmarks import penalties

NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml."
PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{TYPE}sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{TYPE}worksheet+xml"/>'
    f'<Override PartName="/xl/sharedStrings.xml" ContentType="{TYPE}sharedStrings+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
    f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{NAMESPACE}" xmlns:r="{OFFICE}"><sheets>'
    '<sheet name="行政处罚" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
}


def write(rows: int, path: Path) -> None:
    """Write the penalties of `benchmarks.penalties` with shared texts and numbers in number cells."""
    with TemporaryDirectory() as folder:
        source = Path(folder) / "penalties.csv"
        penalties.write(rows, source, "utf-8")
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book:
            for name, text in PARTS.items():
                book.writestr(name, HEAD + text)
            with book.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
                texts = _sheet(source, sheet)  # type: ignore[arg-type] - IO[bytes]
            with book.open("xl/sharedStrings.xml", "w", force_zip64=True) as table:
                table.write(f'{HEAD}<sst xmlns="{NAMESPACE}">'.encode())
                table.write("".join(f"<si><t>{escape(text)}</t></si>" for text in texts).encode())
                table.write(b"</sst>")


def _sheet(source: Path, sheet: BinaryIO) -> dict[str, int]:
    """Write the cells; returns the texts in the order of their numbers."""
    texts: dict[str, int] = {}
    letters = [*map(chr, range(65, 91)), *(f"A{chr(code)}" for code in range(65, 91))]
    sheet.write(f'{HEAD}<worksheet xmlns="{NAMESPACE}"><sheetData>'.encode())
    with source.open(encoding="utf-8", newline="") as lines:
        for number, row in enumerate(csv.reader(lines), 1):
            cells = []
            for letter, text in zip(letters, row, strict=False):
                if not text:
                    continue
                if text.replace(".", "", 1).isdecimal() and len(text) < 10:
                    cells.append(f'<c r="{letter}{number}"><v>{text}</v></c>')
                else:
                    at = texts.setdefault(text, len(texts))
                    cells.append(f'<c r="{letter}{number}" t="s"><v>{at}</v></c>')
            sheet.write(f'<row r="{number}">{"".join(cells)}</row>'.encode())
    sheet.write(b"</sheetData></worksheet>")
    return texts


def siku(path: Path) -> int:
    """Read every record the way landing does; returns how many there are."""
    from ingest.catalogue import load_catalogue  # noqa: PLC0415 - the bare reader must not pay for it
    from ingest.judge import layout_of  # noqa: PLC0415
    from ingest.readers import read_file  # noqa: PLC0415

    catalogue = load_catalogue()
    feed = catalogue.feeds["market_regulation_penalties"]
    (table,) = read_file(path, layout_of(catalogue.standards[feed.standard], feed)).tables
    return sum(chunk.frame.height for chunk in table.chunks())


def bare(path: Path) -> int:
    """Have the library read the sheet as texts, and nothing else."""
    import fastexcel  # noqa: PLC0415

    book = fastexcel.read_excel(path.read_bytes())
    sheet = book.load_sheet(0, header_row=None, skip_rows=0, dtypes="string")
    return int(sheet.to_arrow().num_rows) - 1


if __name__ == "__main__":
    command, *arguments = sys.argv[1:]
    if command == "write":
        write(int(arguments[0]), Path(arguments[1]))
    else:
        print({"siku": siku, "bare": bare}[command](Path(arguments[0])))
