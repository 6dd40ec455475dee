"""The shape of an answer: members counted one by one, summed at the end."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from statistics import median
from typing import Any

ONE = Decimal(1)


@dataclass
class Answer:
    """A line's figure in the making. ``reason`` set: the city's figure is unknown for that reason."""

    reason: str | None = None
    status: str | None = None
    above: dict[str | None, Counter[str]] = field(default_factory=dict)
    below: dict[str | None, Counter[str]] = field(default_factory=dict)
    reasons: Counter[str] = field(default_factory=Counter)
    weights: dict[str | None, list[Decimal]] = field(default_factory=dict)

    def member(
        self,
        unit: str,
        reason: str,
        *,
        counted: bool = True,
        hit: bool = False,
        weight: Decimal | int = ONE,
        part: str | None = None,
        main: bool = True,
    ) -> None:
        """Count one member: ``counted`` in the denominator, ``hit`` in the numerator."""
        for cut in {None, part} if main else {part}:
            if cut is None and not main:
                continue
            above, below = self.above.setdefault(cut, Counter()), self.below.setdefault(cut, Counter())
            if hit:
                self.weights.setdefault(cut, []).append(Decimal(weight))
            above[unit] += hit * Decimal(weight)  # type: ignore[assignment]
            below[unit] += counted * Decimal(weight)  # type: ignore[assignment]
        if main:
            self.reasons[reason] += 1

    def shown(self) -> dict[str, Any]:
        """Ready for JSON: figures as exact decimal texts."""
        cuts = {cut: self._cut(cut) for cut in self.below}
        main = cuts.pop(None, {"numerator": "0", "denominator": "0", "units": {}})
        return {
            "reason": self.reason,
            "status": self.status,
            **main,
            "parts": {
                str(cut): figures for cut, figures in sorted(cuts.items(), key=lambda pair: str(pair[0]))
            },
            "reasons": dict(sorted(self.reasons.items())),
        }

    def _cut(self, cut: str | None) -> dict[str, Any]:
        above, below = self.above[cut], self.below[cut]
        units = {unit: [_text(above[unit]), _text(below[unit])] for unit in sorted(below)}
        return {
            "numerator": _text(sum(above.values(), Decimal(0))),
            "denominator": _text(sum(below.values(), Decimal(0))),
            "median": _text(median(self.weights[cut])) if self.weights.get(cut) else None,
            "units": units,
        }


def _text(value: Decimal | int) -> str:
    return format(Decimal(value).quantize(Decimal("0.0001")).normalize(), "f")
