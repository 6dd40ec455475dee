"""A small trend plot of a figure: text for a terminal, SVG for a page. No charting library for eight bars."""

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


def svg(values: Sequence[float | None], width: int = 160, height: int = 32) -> str:
    """A line through the known values; where the figure was unknown the line is interrupted."""
    known = [value for value in values if value is not None]
    if not known:
        return ""
    low, high = min(known), max(known)
    step = width / max(len(values) - 1, 1)
    path, pen = [], "M"
    for index, value in enumerate(values):
        if value is None:
            pen = "M"
            continue
        share = 0.5 if high == low else (value - low) / (high - low)
        path.append(f"{pen}{index * step:.1f},{2 + (1 - share) * (height - 4):.1f}")
        pen = "L"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">'
        f'<path d="{" ".join(path)}" fill="none" stroke="#2266aa" stroke-width="2" '
        'stroke-linecap="round"/></svg>'
    )
