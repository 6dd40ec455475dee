"""Who was given what: an append-only log, each entry sealed with the one before.

``exports/log.jsonl`` holds one JSON object a line. ``seal`` is the SHA-256 of the entry with the seal before
it, so an entry that is altered, removed or put between others breaks the chain from there on. What is cut off
at the end is told only by who noted the last seal: `siku exports` prints it, for the auditor's own book.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

Entry = dict[str, Any]
START = "0" * 64
NUMBER, SEAL, BEFORE = "number", "seal", "before"


class BrokenChainError(Exception):
    """The log was altered; the message names the first line that does not fit."""


def log_path(root: Path) -> Path:
    """Where the log lies."""
    return root / "exports" / "log.jsonl"


def append(root: Path, entry: Entry) -> Entry:
    """Seal an entry and add it; returns it with its number and seal. Only one process appends at a time.

    Raises:
        BrokenChainError: the log that is there was altered; nothing is added to it.
    """
    path = log_path(root)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    with os.fdopen(
        os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), "r+", encoding="utf-8"
    ) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        earlier = list(_checked(file))
        before = earlier[-1][SEAL] if earlier else START
        sealed = {NUMBER: len(earlier) + 1, **entry, BEFORE: before}
        sealed[SEAL] = _seal(sealed)
        file.write(json.dumps(sealed, ensure_ascii=False) + "\n")
        file.flush()
        os.fsync(file.fileno())
    return sealed


def entries(root: Path) -> list[Entry]:
    """All entries, oldest first, after checking every seal.

    Raises:
        BrokenChainError: an entry was altered, removed, added or put elsewhere.
    """
    path = log_path(root)
    if not path.exists():
        return []
    with path.open(encoding="utf-8") as file:
        return list(_checked(file))


def _checked(lines: Iterable[str]) -> Iterator[Entry]:
    before = START
    for number, line in enumerate(lines, start=1):
        try:
            entry = json.loads(line)
            seal = entry.get(SEAL)
        except (ValueError, AttributeError) as error:
            raise _broken(number) from error
        fits = (entry.get(NUMBER), entry.get(BEFORE)) == (number, before)
        if not fits or seal != _seal({name: value for name, value in entry.items() if name != SEAL}):
            raise _broken(number)
        before = seal
        yield entry


def _broken(number: int) -> BrokenChainError:
    return BrokenChainError(
        f"导出日志第 {number} 行对不上,日志被改动 / the export log was altered at line {number}"
    )


def _seal(entry: Entry) -> str:
    return hashlib.sha256(json.dumps(entry, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
