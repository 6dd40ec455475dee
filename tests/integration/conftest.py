"""The small city's warehouse, built once with everything the project tests of itself."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.integration.small_city import AS_OF, small_city
from tests.integration.warehouse import build
from tests.once import once


@pytest.fixture(scope="session")
def counted_city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two data roots: ``kept``, its warehouse, is only read; in ``days`` one test builds further days."""

    def build_it(folder: Path) -> None:
        root, kept = folder / "days", folder / "kept"
        root.mkdir()
        kept.mkdir()
        small_city(root).write(AS_OF)
        build(root, root / "target", without=())
        shutil.copy(root / "warehouse.duckdb", kept)

    return once(tmp_path_factory, "counted", build_it)
