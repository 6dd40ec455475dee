"""Exact upper bounds for a rate from a sample, and samples that anyone can draw again.

The bound is the one-sided one of Clopper and Pearson (Biometrika 26, 1934): the largest rate under which
finding so few is not less probable than one minus the confidence. It holds for a population of any size; for
a small one it is on the safe side.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from math import ceil, exp, fsum, lgamma, log, log1p
from typing import TypeVar

Key = TypeVar("Key", bound=tuple[object, ...])

STEPS = 200  # bisections; a double is exhausted after some sixty


def probability_of_at_most(found: int, sampled: int, rate: float) -> float:
    """The binomial tail: probability of `found` or fewer among `sampled` where each is one with `rate`."""
    if rate <= 0 or found >= sampled:
        return 1.0
    if rate >= 1:
        return 0.0
    whole = lgamma(sampled + 1)
    return fsum(
        exp(whole - lgamma(k + 1) - lgamma(sampled - k + 1) + k * log(rate) + (sampled - k) * log1p(-rate))
        for k in range(found + 1)
    )


def upper_bound(found: int, sampled: int, confidence: float) -> float:
    """The upper confidence bound of a rate, between 0 and 1; 1 when nothing was sampled.

    Raises:
        ValueError: more found than sampled, a negative number, or a confidence that is none.
    """
    if not 0 <= found <= sampled or not 0 < confidence < 1:
        raise ValueError(f"{found} 件 / {sampled} 件,置信水平 / confidence {confidence}")
    low, high = found / sampled if sampled else 0.0, 1.0
    if found == sampled:
        return high
    for _ in range(STEPS):
        middle = (low + high) / 2
        if probability_of_at_most(found, sampled, middle) > 1 - confidence:
            low = middle
        else:
            high = middle
    return high


def size_to_prove(bound: float, confidence: float) -> int:
    """How many must be drawn and all found reported, for the upper bound to be no more than `bound`."""
    return ceil(log1p(-confidence) / log1p(-bound))


def draw(population: Iterable[Key], size: int, seed: int) -> list[Key]:
    """A random sample by a seed: the same whatever the order; sorted. All, where there are fewer."""

    def place(key: Key) -> str:
        return sha256("|".join(map(str, (seed, *key))).encode()).hexdigest()

    return sorted(sorted(population, key=place)[:size])
