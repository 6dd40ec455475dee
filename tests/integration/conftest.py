"""The small city's warehouse, built once with everything the project tests of itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration.small_city import AS_OF, small_city
from tests.integration.warehouse import build
from tests.once import once


@pytest.fixture(scope="session")
def counted_city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its data root, only read: views of a warehouse read the landing beside it."""

    def build_it(root: Path) -> None:
        small_city(root).write(AS_OF)
        build(root, root / "target", without=())

    return once(tmp_path_factory, "counted", build_it)
