"""Names of sheets: what another program called a sheet, made into a name that Excel takes."""

from __future__ import annotations

import re
from collections.abc import Iterable

FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
LONGEST = 31  # characters; Excel's specification


class SheetNames:
    """Gives each sheet of one workbook a name of its own."""

    def __init__(self, taken: Iterable[str]) -> None:
        """Begin with names that are taken already."""
        self._taken = {name.casefold() for name in taken}

    def name(self, wanted: str) -> str:
        """The wanted name, or one like it that Excel takes and no other sheet has."""
        base = FORBIDDEN.sub("_", wanted).strip("' ")[:LONGEST] or "数据"
        name, count = base, 1
        while name.casefold() in self._taken or name.casefold() == "history":  # Excel keeps that one
            count += 1
            mark = f"({count})"
            name = base[: LONGEST - len(mark)] + mark
        self._taken.add(name.casefold())
        return name
