"""A small trend plot of a figure, as text: the same in a terminal and on Dagster's page."""

from __future__ import annotations

from collections.abc import Sequence

BARS = "▁▂▃▄▅▆▇█"
GAP = "·"


def spark(values: Sequence[float | None]) -> str:
    """One character a value, lowest to highest; a dot where the figure was unknown."""
    known = [value for value in values if value is not None]
    if not known:
        return GAP * len(values)
    low, high = min(known), max(known)
    return "".join(GAP if value is None else BARS[_step(value, low, high)] for value in values)


def _step(value: float, low: float, high: float) -> int:
    """Eighth of the range the value lies in; the middle where all values are equal."""
    if high == low:
        return len(BARS) // 2
    return round((value - low) / (high - low) * (len(BARS) - 1))
