"""What Dagster says of a grain, asked in the statement that makes the model and not in a test of dbt's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import dagster as dg
import pytest

from orchestration.warehouse import with_grains

KEYS = [
    dg.AssetCheckKey(dg.AssetKey(["marts", "units"]), "grain_of_units"),
    dg.AssetCheckKey(dg.AssetKey(["marts", "lines"]), "grain_of_lines"),
    dg.AssetCheckKey(dg.AssetKey(["marts", "units"]), "assert_units_add_up"),
]


def told(events: Iterator[Any]) -> Iterator[tuple[str, bool]]:
    for event in events:
        if isinstance(event, dg.AssetCheckResult):
            yield f"{event.asset_key.path[-1]} {event.check_name}", event.passed


def test_what_was_made_has_its_grain() -> None:
    made = [dg.Output(None, "marts__units"), dg.Output(None, "marts__unasked")]
    assert list(told(with_grains(made, KEYS))) == [("units grain_of_units", True)]


def test_a_broken_grain_is_a_failed_check_and_the_run_still_fails() -> None:
    def stream() -> Iterator[Any]:
        yield dg.Output(None, "marts__units")
        raise RuntimeError("Compilation Error in model lines: grain_of_lines: 2 keys; grain_of_unheard")

    seen: list[tuple[str, bool]] = []
    with pytest.raises(RuntimeError, match="grain_of_lines"):
        seen.extend(told(with_grains(stream(), KEYS)))
    assert seen == [("units grain_of_units", True), ("lines grain_of_lines", False)]
