"""Two more cities on two days: what agrees for one seed only may agree by luck."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.e2e import scorecard
from tests.e2e.conftest import AS_OF, EARLIER
from tests.e2e.lines import differences


@pytest.mark.parametrize("seed", [2, 3])
def test_other_cities_agree_on_both_days(
    tmp_path_factory: pytest.TempPathFactory, siku: Callable[..., str], seed: int
):
    """The same landing asked for two days: what came later does not exist on the earlier one."""
    root = tmp_path_factory.mktemp(f"city{seed}")
    siku(root, "simulate", "--seed", str(seed), "--as-of", AS_OF)
    siku(root, "refresh")
    now = differences(root, AS_OF) + scorecard.differences(root, AS_OF)
    siku(root, "refresh", as_of=EARLIER)
    assert (now, differences(root, EARLIER) + scorecard.differences(root, EARLIER)) == ([], [])
