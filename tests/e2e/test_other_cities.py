"""Two more cities on two days: what agrees for one seed only may agree by luck."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from simulator.facts import Facts
from tests.e2e import scorecard
from tests.e2e.conftest import AS_OF, EARLIER
from tests.e2e.lines import differences
from tests.e2e.originals import originals
from tests.e2e.second import JUDGES
from tests.e2e.second.book import Book
from tests.e2e.second.drawn import misjudged


@pytest.mark.parametrize("seed", [2, 3])
def test_other_cities_agree_on_both_days(
    tmp_path_factory: pytest.TempPathFactory, siku: Callable[..., str], seed: int
):
    """The same landing asked for two days: what came later does not exist on the earlier one."""
    root = tmp_path_factory.mktemp(f"city{seed}")
    siku(root, "simulate", "--seed", str(seed), "--as-of", AS_OF)
    siku(root, "refresh")
    facts = originals(root, AS_OF).facts()
    now = _wrong(root, AS_OF, facts)
    siku(root, "refresh", as_of=EARLIER)
    assert (now, _wrong(root, EARLIER, facts)) == ([], [])


def _wrong(root: Path, as_of: str, facts: Facts) -> list[object]:
    """What differs from the answers, and drawn members that the files alone count otherwise."""
    day = date.fromisoformat(as_of)
    book = Book(root, facts.catalogue, day, tuple(told for told in facts.told if told.day <= day))
    drawn = misjudged(root, book, sorted(JUDGES), most=5)
    return [*differences(root, as_of), *scorecard.differences(root, as_of), *drawn]
