"""The documents of a message file: one, or the pages of a pull; each with its form and encoding."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ingest.readers.containers import HEAD_BYTES, Container, broken_message, sniff_container
from ingest.readers.encodings import UTF8_MARK, Source, examine, utf8_blocks
from ingest.readers.model import FileProblem
from ingest.readers.pages import damage_told, open_pull
from ingest.readers.trees import Visitor, parse_json, parse_xml

BLOCK_BYTES = 1 << 20
Form = Literal["json", "xml"]
DECLARATION = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([\w.:-]+)[\"']", re.I)
# GB18030 holds every character of the older two and the rare ones of names, which do occur in files that
# declare the older ones
ENCODINGS = {
    "gb2312": "gb18030", "gbk": "gb18030", "cp936": "gb18030", "gb18030": "gb18030",
    "utf-8": "utf-8", "utf8": "utf-8", "us-ascii": "utf-8", "ascii": "utf-8",
    "utf-16": "utf-16", "utf-16le": "utf-16", "utf-16be": "utf-16",
}  # fmt: skip


@dataclass(frozen=True)
class Body:
    """One document.

    Attributes:
        source: where its bytes are.
        form: what it is.
        encoding: of its text, as found and declared.
        page: its name in a pull, None for a file of its own.
    """

    source: Source
    form: Form
    encoding: str
    page: str | None = None

    def parse(self, visitor: Visitor) -> Iterator[None]:
        """Tell the visitor what the document holds; yields after each block.

        Raises:
            FileProblem: FILE-CONTAINER or FILE-ENCODING; names the page.
        """
        parse = parse_json if self.form == "json" else parse_xml
        with _page_named(self.page), damage_told():
            yield from parse(utf8_blocks(self.source, self.encoding, BLOCK_BYTES), visitor)


@contextmanager
def _page_named(page: str | None) -> Iterator[None]:
    try:
        yield
    except FileProblem as problem:
        if page is None:
            raise
        raise FileProblem(
            problem.rule_id,
            f"第 {page} 页：{problem.detail_zh}",
            f"page {page}: {problem.detail_en}",
            row=problem.row,
        ) from problem


def bodies_of(path: Path, container: Container) -> tuple[list[Body], int | None]:
    """Return the documents of a message file, and how many records a pull says it has.

    Raises:
        FileProblem: FILE-CONTAINER or FILE-ENCODING.
    """
    if container != "pull":
        return [_body(path, container, None)], None
    pull = open_pull(path)
    bodies = []
    for page in pull.pages:
        with _page_named(page.name), damage_told():
            with page.open() as file:
                form = sniff_container(file.read(HEAD_BYTES))
            bodies.append(_body(page, form, page.name))
    if len({body.form for body in bodies}) > 1:
        raise broken_message("取数包的各页格式不一", "the pages of the pull are in different forms")
    return bodies, pull.rows


def _body(source: Source, container: Container, page: str | None) -> Body:
    if container not in ("json", "xml"):
        raise broken_message("既不是 JSON 也不是 XML", "it is neither JSON nor XML")
    encoding, certain = examine(source, max(BLOCK_BYTES, 1 << 16))  # a block must hold a character
    if container == "xml":
        encoding = _agreed(source, encoding, certain)
    return Body(source, "json" if container == "json" else "xml", encoding, page)


def _agreed(source: Source, found: str, certain: bool) -> str:
    """Return the encoding an XML document declares, where its bytes do not clearly speak against it."""
    with source.open("rb") as file:
        declaration = DECLARATION.match(file.read(1024).removeprefix(UTF8_MARK))
    if declaration is None or found == "utf-16":
        return found
    name = declaration[1].decode()
    declared = ENCODINGS.get(name.lower())
    if declared is None or (certain and declared != found.removesuffix("-sig")):
        raise FileProblem(
            "FILE-ENCODING",
            f"XML 声明的编码是 {name}，内容却是 {found.upper()}。请改正后重报"
            if declared
            else f"XML 声明的编码 {name} 不受支持。请改为 UTF-8 后重报",
            f"the XML declares {name} and holds {found.upper()}; correct it and send it again"
            if declared
            else f"the XML declares the encoding {name}; save it as UTF-8 and send it again",
            row=1,
        )
    return found if declared == "utf-8" else declared
