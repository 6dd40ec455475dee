"""Changes single parts of a workbook, as another program or a hand would."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable


def swapped(content: bytes, part: str, before: str, after: str) -> bytes:
    """The workbook with the first ``before`` in one part replaced.

    Raises:
        AssertionError: the part does not hold ``before``: the test would change nothing.
    """

    def change(name: str, old: bytes) -> bytes:
        if name != part:
            return old
        text = old.decode()
        assert before in text, f"{part} has no {before!r}: {text[:2000]}"
        return text.replace(before, after, 1).encode()

    return _repacked(content, change)


def other_part(name: str, body: bytes) -> Callable[[bytes], bytes]:
    """A hand that puts one more part into a workbook."""

    def add(content: bytes) -> bytes:
        target = io.BytesIO(content)
        with zipfile.ZipFile(target, "a") as archive:
            archive.writestr(name, body)
        return target.getvalue()

    return add


def _repacked(content: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w") as archive:
        for name in source.namelist():
            archive.writestr(name, change(name, source.read(name)))
    return target.getvalue()
