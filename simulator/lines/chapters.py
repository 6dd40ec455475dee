"""All chapters' lines together: every module of this package that has ``LINES``."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import simulator.lines
from simulator.facts import Facts
from simulator.lines.answer import Answer
from simulator.lines.judge import judge

Line = Callable[[Facts], Answer]


def lines() -> dict[str, Line]:
    """Indicator → the function that counts its answer."""
    found: dict[str, Line] = {}
    for module in iter_modules(simulator.lines.__path__):
        found |= getattr(import_module(f"simulator.lines.{module.name}"), "LINES", {})
    return dict(sorted(found.items()))


def line_answers(facts: Facts) -> dict[str, Any]:
    """Every line that is answered this way: figures by unit and part, reasons, status."""
    answers = {}
    for indicator, count in lines().items():
        answer = count(facts)
        judge(facts, indicator, answer)
        answers[indicator] = answer.shown()
    return answers
