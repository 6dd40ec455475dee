"""Rows and record keys met so far in one file, in memory that grows by 24 bytes a row.

A file may be larger than memory, and the second copy of a row may stand a million rows below the first.
Two 64-bit hashes of a row make one 128-bit fingerprint: below a billion rows the chance that two different
rows share one is under 1e-20, so no content is compared again.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

Run = tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64], npt.NDArray[np.int64]]


class Seen:
    """Sorted runs of (hash, hash, row number), merged as they double: a log-structured map."""

    def __init__(self) -> None:
        """Start with nothing seen."""
        self._runs: list[Run] = []

    def earlier(
        self, rows: pl.DataFrame, numbers: pl.Series, part: pl.Series | None = None
    ) -> npt.NDArray[np.int64]:
        """For each row the number of the first equal row met, in this frame or an earlier one; 0: none.

        Args:
            rows: what makes two rows the same.
            numbers: their row numbers, ascending, all above 0.
            part: a part of the row that nearly always tells rows apart; hashed for the second half of the
                fingerprint it saves hashing the whole row twice.
        """
        first = rows.hash_rows(seed=11).to_numpy()
        second = (rows if part is None else part.to_frame()).hash_rows(seed=97).to_numpy()
        order = np.argsort(first, kind="stable")  # stable: the first copy in the file is the original
        low, high, number = first[order], second[order], numbers.to_numpy()[order].astype(np.int64)
        met = np.zeros(len(low), dtype=np.int64)
        for run in self._runs:
            _look_up(run, low, high, met)
        for index in np.flatnonzero((low[1:] == low[:-1]) & (high[1:] == high[:-1])) + 1:
            met[index] = met[index] or met[index - 1] or number[index - 1]
        result = np.empty(len(low), dtype=np.int64)
        result[order] = met
        new = met == 0
        self._add((low[new], high[new], number[new]))
        return result

    def _add(self, run: Run) -> None:
        while self._runs and len(self._runs[-1][0]) <= 2 * len(run[0]):
            other = self._runs.pop()
            joined = tuple(np.concatenate([a, b]) for a, b in zip(other, run, strict=True))
            order = np.argsort(joined[0], kind="stable")  # two sorted runs: one linear merge
            run = (joined[0][order], joined[1][order], joined[2][order])
        self._runs.append(run)


def _look_up(
    run: Run, low: npt.NDArray[np.uint64], high: npt.NDArray[np.uint64], met: npt.NDArray[np.int64]
) -> None:
    """Fill in the row number of what stands in the run; equal first halves are rare, so those are walked."""
    if not len(run[0]):
        return
    start = np.searchsorted(run[0], low)
    inside = run[0][np.minimum(start, len(run[0]) - 1)] == low
    for index in np.flatnonzero((start < len(run[0])) & inside):
        position = start[index]
        while position < len(run[0]) and run[0][position] == low[index]:
            if run[1][position] == high[index]:
                met[index] = run[2][position]
                break
            position += 1
