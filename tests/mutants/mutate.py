"""Ways to spoil a file. Each takes a random generator and gives a name and bytes; the seed decides all."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.mutants.bases import BUILD, rows

SEED = 20240710
TABLE = rows(6)
ORDER = list(TABLE[0])
BASES = {name: build(TABLE, ORDER) for name, build in BUILD.items()}
TEXTS = ("csv", "csv gb18030", "txt utf-16", "spreadsheetml", "xml", "xml gb2312", "json", "json lines")
CODECS = {"csv gb18030": "gb18030", "xml gb2312": "gb18030", "txt utf-16": "utf-16"}
# what people and attackers write into cells, by what it is
CELLS = {
    "formula": ["=cmd|' /C calc'!A0", "+1+1", "@SUM(A1)", '=HYPERLINK("http://a.example","甲")', "-2+3"],
    "path": [
        "../../../../etc/passwd",
        "C:\\Windows\\win.ini",
        "..\\..\\x.csv",
        "/dev/zero",
        "file:///etc/passwd",
    ],
    "markup": ["a&b", "<script>", "]]>", "<!--", "&lt;", "&#0;", "&xxe;", "'); drop table subjects; --"],
    "characters": [
        "㼆𠀀",
        "\u202e",
        "\ufeff",
        "\u200b",
        "\x00",
        "\x1a",
        "\x7f",
        "a\nb",
        "a\rb",
        '"',
        '""',
        '"a',
        "\t",
    ],
    "numbers": [
        "1e400",
        "NaN",
        "-0",
        "1" * 400,
        "0x1F",
        "１２３",
        "9" * 18,
        "2019-13-45",
        "#REF!",
        "1899-12-30",
    ],
    "length": ["长" * 40_000, "," * 5000, " " * 5000, "{" * 3000, "<a>" * 3000],
}


@dataclass(frozen=True)
class Mutant:
    """A spoilt file.

    Attributes:
        kind: how it was spoilt.
        base: the container it was made from.
        content: its bytes.
        expected: the records that must come out, by title, if it is not stopped; None where the damage may
            change that.
        must_stop: whether it has to be stopped.
    """

    kind: str
    base: str
    content: bytes
    expected: list[dict[str, str]] | None = None
    must_stop: bool = False


def flipped(chance: random.Random, base: str) -> Mutant:
    """One to sixteen bits turned."""
    return Mutant("bit flips", base, _flip(chance, BASES[base]))


def _flip(chance: random.Random, content: bytes) -> bytes:
    data = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 4, 16))):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return bytes(data)


def cut(chance: random.Random, base: str) -> Mutant:
    """Broken off; what has an end mark must be noticed."""
    content = BASES[base]
    has_end = base in ("xlsx", "spreadsheetml", "xml", "xml gb2312", "json", "pull", "parquet")
    return Mutant("truncation", base, content[: chance.randrange(len(content))], must_stop=has_end)


def patched(chance: random.Random, base: str) -> Mutant:
    """A piece lost, doubled, zeroed or taken from another file."""
    content = BASES[base]
    start = chance.randrange(len(content))
    stop = min(len(content), start + chance.choice((1, 2, 7, 64, 512)))
    other = BASES[chance.choice(list(BASES))]
    at = chance.randrange(len(other))
    piece = chance.choice((b"", content[start:stop] * 2, bytes(stop - start), other[at : at + stop - start]))
    return Mutant("lost, doubled or foreign pieces", base, content[:start] + piece + content[stop:])


def swapped(chance: random.Random, base: str) -> Mutant:
    """Columns in another order, which must not matter at all."""
    order = ORDER[:]
    chance.shuffle(order)
    return Mutant("swapped columns", base, BUILD[base](TABLE, order), expected=TABLE)


def miscoded(chance: random.Random, _: str) -> Mutant:
    """Text in an encoding other than it says, or parts of it in another."""
    base = chance.choice(TEXTS)
    text = BASES[base].decode(CODECS.get(base, "utf-8"))
    other = chance.choice(
        ("utf-8", "utf-8-sig", "gb18030", "big5", "utf-16", "utf-16-le", "utf-32", "shift_jis")
    )
    coded = text.encode(other, errors="replace")
    if chance.random() < 0.5:
        at = chance.randrange(len(BASES[base]))
        coded = BASES[base][:at] + coded[at:]
    return Mutant("wrong encodings", base, coded)


def filled(chance: random.Random, base: str) -> Mutant:
    """Formulas, paths, markup, odd characters, numbers and lengths in cells and in titles."""
    what = chance.choice(list(CELLS))
    table = [dict(row) for row in TABLE]
    for _ in range(chance.randrange(1, 4)):
        row = chance.choice(table)
        title = chance.choice(ORDER)
        row[title] = _allowed(base, chance.choice(CELLS[what]))
    # XML makes one line break of the three, and cannot hold every character
    expected = None if "xml" in base or base == "spreadsheetml" else table
    return Mutant(f"cells: {what}", base, BUILD[base](table, ORDER), expected=expected)


def _allowed(base: str, text: str) -> str:
    """What the writer of the container accepts; a workbook or XML cannot hold every character."""
    if base in ("xlsx", "xls"):
        return re.sub(r"[\x00-\x1f]", "", text)[:32_000]
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", text) if "xml" in base else text


def repacked(chance: random.Random, _: str) -> Mutant:
    """A workbook or a pull whose parts are spoilt before they are packed, so that no checksum tells."""
    base = chance.choice(("xlsx", "pull"))
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(BASES[base])) as old, zipfile.ZipFile(target, "w") as new:
        names = old.namelist()
        hit = chance.choice(
            [name for name in names if "sheet1" in name or "Strings" in name or "page" in name] or names
        )
        for name in names:
            part = old.read(name)
            if name == hit:
                part = _flip(chance, part)
            new.writestr(name, part)
        if chance.random() < 0.2:
            new.writestr(chance.choice(("../../outside", "/etc/cron.d/x", "C:\\x", "xl/../../y")), b"x" * 100)
    return Mutant("spoilt inside the ZIP", base, target.getvalue())


def bomb(chance: random.Random, _: str) -> Mutant:
    """ZIP and XML bombs, and what else is small and unfolds."""
    return chance.choice((_zip_bomb, _entity_bomb, _deep, _wide, _far_cell))(chance)


def _zip_bomb(chance: random.Random) -> Mutant:
    target = io.BytesIO()
    size = chance.choice((1, 8, 24)) << 20
    with (
        zipfile.ZipFile(io.BytesIO(BASES["xlsx"])) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        hit = chance.choice(("xl/sharedStrings.xml", "xl/worksheets/sheet1.xml", "docProps/app.xml"))
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, part + b" " * size if name == hit else part)
    return Mutant("bombs", "xlsx", target.getvalue())


def _entity_bomb(chance: random.Random) -> Mutant:
    base = chance.choice(("xml", "spreadsheetml"))
    levels = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, chance.randrange(2, 12)))
    outside = '<!ENTITY a0 SYSTEM "file:///etc/passwd">' if chance.random() < 0.3 else '<!ENTITY a0 "lol">'
    padding = "<!--" + "x" * chance.choice((0, 0, 70_000)) + "-->"
    content = BASES[base].replace(b"?>", f"?>{padding}<!DOCTYPE x [{outside}{levels}]>".encode(), 1)
    return Mutant("bombs", base, content.replace("罚款".encode(), b"&a1;"), must_stop=True)


def _deep(chance: random.Random) -> Mutant:
    depth = chance.choice((100, 10_000, 100_000))
    opening = chance.choice((b"<a>", b'{"a":', b'[{"a":[', b"<a b='c'>"))
    base = "xml" if opening.startswith(b"<") else "json"
    return Mutant("bombs", base, opening * depth, must_stop=True)


def _wide(chance: random.Random) -> Mutant:
    count = chance.choice((600, 6000, 20_000))
    names = [f"n{number}" for number in range(count)]
    content = {
        "elements": "<r>" + "".join(f"<{n}>1</{n}>" for n in names) + "</r>",
        "attributes": "<r " + " ".join(f'{n}="1"' for n in names) + "/>",
        "keys": '[{"a":1,' + ",".join(f'"{n}":1' for n in names) + "}]",
        "titles": ",".join([*ORDER, *names]) + "\n" + "1," * count,
    }[chance.choice(("elements", "attributes", "keys", "titles"))].encode()
    return Mutant("bombs", "xml or json or csv", content, must_stop=True)


def _far_cell(chance: random.Random) -> Mutant:
    index = chance.choice((b"16384", b"1048576", b"99999999999", b"-1", b"x", b"1e9"))
    attribute = chance.choice((b"ss:Index", b"ss:MergeAcross", b"ss:Span"))
    where = chance.choice((b"<Cell>", b"<Row>"))
    tag = where[:-1] + b" " + attribute + b'="' + index + b'">'
    return Mutant("bombs", "spreadsheetml", BASES["spreadsheetml"].replace(where, tag, 3))


KINDS: list[tuple[Callable[[random.Random, str], Mutant], int]] = [
    (flipped, 25), (cut, 15), (patched, 15), (swapped, 8),
    (miscoded, 10), (filled, 14), (repacked, 9), (bomb, 4),
]  # fmt: skip


def mutants(count: int, seed: int = SEED) -> Iterator[Mutant]:
    """Yield so many spoilt files, the same for the same seed."""
    chance = random.Random(seed)
    makers = [make for make, weight in KINDS for _ in range(weight)]
    bases = list(BASES)
    for number in range(count):
        yield makers[number % len(makers)](
            chance, bases[number // len(makers) % len(bases)] if number % 2 else chance.choice(bases)
        )
