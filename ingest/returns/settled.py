"""Which refused rows of a feed were put right by earlier return workbooks, over all rounds."""

from __future__ import annotations

from pathlib import Path

import polars as pl

ANSWERS = "answers.parquet"
TAKEN = ("accepted", "repaired")
SETTLED_BEFORE = "settled_before"  # in place of the state: another return had put the row right
Spot = tuple[str, str | None, int]  # batch, sheet, row


class Settled:
    """The rows first refused whose correction was accepted."""

    def __init__(self, batches: Path, but: str) -> None:
        """Read the answers of the landed batches in a folder, ``but`` those of one batch."""
        self._origin: dict[Spot, Spot] = {}
        taken: list[Spot] = []
        for path in sorted(batches.glob(f"*/{ANSWERS}")):
            batch = path.parent.name
            if batch == but:
                continue
            for sheet, row, _, state, *refused in pl.read_parquet(path).iter_rows():
                self._origin[batch, sheet, row] = (refused[0], refused[1], refused[2])
                if state in TAKEN:
                    taken.append((batch, sheet, row))
        self._first = {self._first_of(spot) for spot in taken}

    def _first_of(self, spot: Spot) -> Spot:
        while spot in self._origin:
            spot = self._origin[spot]
        return spot

    def __contains__(self, spot: Spot) -> bool:
        """Whether the row, or the row it was an answer to, was put right."""
        return self._first_of(spot) in self._first
