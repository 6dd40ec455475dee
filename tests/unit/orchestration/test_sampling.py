"""Exact bounds against published values, and samples that can be drawn again."""

from __future__ import annotations

import pytest

from orchestration.sampling import draw, probability_of_at_most, size_to_prove, upper_bound


@pytest.mark.parametrize(
    ("found", "sampled", "confidence", "bound", "source"),
    [
        (0, 10, 0.95, 0.2589, "1 - 0.05^(1/10)"),
        (0, 10, 0.975, 0.3085, "Clopper-Pearson 95 % two-sided, 0 of 10: 0 to 0.3085"),
        (1, 10, 0.975, 0.4450, "Clopper-Pearson 95 % two-sided, 1 of 10: 0.0025 to 0.4450"),
        (5, 10, 0.975, 0.8129, "Clopper-Pearson 95 % two-sided, 5 of 10: 0.1871 to 0.8129"),
        (0, 59, 0.95, 0.0495, "59 clean for 95/95 (Wilks 1941)"),
        (1, 93, 0.95, 0.0500, "93 with one for 95/95 (Wilks 1941)"),
        (10, 100, 0.975, 0.1762, "Clopper-Pearson 95 % two-sided, 10 of 100: 0.0490 to 0.1762"),
    ],
)
def test_bounds_are_the_published_ones(
    found: int, sampled: int, confidence: float, bound: float, source: str
):
    assert upper_bound(found, sampled, confidence) == pytest.approx(bound, abs=6e-5), source


def test_rule_of_three():
    """Nothing found among n: about 3/n at 95 % (Hanley and Lippman-Hand, JAMA 1983)."""
    for sampled in (100, 1000, 100_000):
        assert upper_bound(0, sampled, 0.95) == pytest.approx(2.9957 / sampled, rel=0.02)


def test_what_proves_one_in_a_hundred_thousand():
    """0.01‰ needs 299,572 clean decisions, one fewer does not do."""
    needed = size_to_prove(0.00001, 0.95)
    assert needed == 299_572
    assert upper_bound(0, needed, 0.95) <= 0.00001 < upper_bound(0, needed - 1, 0.95)
    assert size_to_prove(0.05, 0.95) == 59, "Wilks"


def test_the_ends():
    assert upper_bound(0, 0, 0.95) == 1
    assert upper_bound(7, 7, 0.95) == 1
    assert probability_of_at_most(2, 2, 0.5) == 1
    assert probability_of_at_most(0, 3, 1.0) == 0
    assert probability_of_at_most(1, 4, 0.5) == pytest.approx(5 / 16)


@pytest.mark.parametrize("wrong", [(2, 1, 0.95), (-1, 1, 0.95), (0, 1, 1.0)])
def test_nonsense_is_refused(wrong: tuple[int, int, float]):
    with pytest.raises(ValueError, match="confidence"):
        upper_bound(*wrong)


def test_anyone_draws_the_same_sample():
    population = [("甲局", number) for number in range(100)]
    sample = draw(population, 10, 7)
    assert sample == draw(reversed(population), 10, 7)
    assert len(set(sample)) == 10
    assert sample != draw(population, 10, 8)
    assert draw(population[:3], 10, 7) == population[:3]
