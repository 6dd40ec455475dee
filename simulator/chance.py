"""Chance without state: the same question about the same thing has the same answer, in any order.

A city of tens of millions of rows is never in memory; whatever is asked of row 7 of a feed is computed again
from the seed, so that a later delivery, the answer file and a debtor's list all see the same row 7.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar
from zlib import crc32

MASK = (1 << 64) - 1
GOLDEN = 0x9E3779B97F4A7C15
Item = TypeVar("Item")


def mix(value: int) -> int:
    """One round of splitmix64 (Steele, Lea, Flood 2014): 64 bits in, 64 well-mixed bits out."""
    value = (value + GOLDEN) & MASK
    value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & MASK
    return value ^ (value >> 31)


class Chance:
    """Answers drawn from a seed."""

    def __init__(self, seed: int) -> None:
        """Every answer follows from ``seed``."""
        self.seed = seed
        self._salts: dict[str, int] = {}

    def number(self, question: str, thing: int, below: int) -> int:
        """A number from 0 up to, not including, ``below``."""
        salt = self._salts.get(question)
        if salt is None:
            salt = self._salts[question] = mix(mix(self.seed) ^ crc32(question.encode()))
        return mix(salt ^ mix(thing)) % below

    def one_in(self, question: str, thing: int, many: int) -> bool:
        """True for one thing in ``many``."""
        return self.number(question, thing, many) == 0

    def pick(self, question: str, thing: int, items: Sequence[Item]) -> Item:
        """One of the items."""
        return items[self.number(question, thing, len(items))]
