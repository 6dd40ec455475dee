"""All chapters' lines together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from simulator.facts import Facts
from simulator.lines.answer import Answer
from simulator.lines.judge import judge

Line = Callable[[Facts], Answer]
CHAPTERS: tuple[dict[str, Line], ...] = ()


def line_answers(facts: Facts) -> dict[str, Any]:
    """Every line that is answered this way: figures by unit and part, reasons, status."""
    found = {}
    for chapter in CHAPTERS:
        for indicator, count in chapter.items():
            answer = count(facts)
            judge(facts, indicator, answer)
            found[indicator] = answer.shown()
    return dict(sorted(found.items()))
