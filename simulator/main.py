"""The door of the command line: ``siku simulate``."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from simulator.city import build
from simulator.write import fill_inbox

ANSWERS = "answers.json"


def simulate(
    root: Path, seed: int, scale: float, as_of: date, progress: Callable[[str], None] = lambda _text: None
) -> dict[str, Any]:
    """Fill ``root/inbox`` for a city and write ``root/answers.json``; returns the answers."""
    city = build(seed, scale, as_of)
    answers = fill_inbox(city, root, progress).answers()
    text = json.dumps(answers, ensure_ascii=False, indent=1, sort_keys=True)
    (root / ANSWERS).write_text(text + "\n", encoding="utf-8")
    return answers
